"""Powers of floats to small halves have the very bits of the library's, for bases of all sizes and signs."""
import struct


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


class Mixer:
    def __init__(self):
        self.state = 0x9E3779B97F4A7C15

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return self.state


def bases(count):
    m = Mixer()
    out = []
    for i in range(count):
        mantissa = 1.0 + (m.next() >> 12) / 4503599627370496.0
        out.append(mantissa * 2.0 ** (i % 61 - 30))
    return out


BASES = bases(6000)


def fold(values):
    h = 0
    for v in values:
        h = (h * 1000003 ^ bits(v)) & 0xFFFFFFFFFFFFFFFF
    return "%016x" % h


def powers():
    print("0.5", fold([x ** 0.5 for x in BASES]))
    print("-0.5", fold([x ** -0.5 for x in BASES]))
    print("1.5", fold([x ** 1.5 for x in BASES]))
    print("-1.5", fold([x ** -1.5 for x in BASES]))
    print("2", fold([x ** 2 for x in BASES]))
    print("2.0 of negative", fold([(-x) ** 2.0 for x in BASES]))
    print("-2", fold([x ** -2 for x in BASES]))
    print("-1", fold([x ** -1 for x in BASES]))
    print("3", fold([x ** 3 for x in BASES]))
    print("3 of negative", fold([(-x) ** 3 for x in BASES]))
    print("4", fold([x ** 4 for x in BASES]))
    print("-4", fold([x ** -4 for x in BASES]))
    print("0.75", fold([x ** 0.75 for x in BASES]))


def extremes():
    # Midway the bases leave the range in which nothing overflows.
    total = []
    for i in range(4000):
        x = 1.5 + i % 7
        if i % 97 == 96:
            x *= 1e150
        elif i % 89 == 88:
            x *= 1e-150
        elif i % 83 == 82:
            x = -x
        total.append(x ** 2)
    print(fold(total))
    kinds = []
    for i in range(3000):
        x = float(i % 50) if i < 2500 else float("inf") if i % 2 else float("nan")
        r = x ** 0.5
        kinds.append(r if r == r else -1.0)
    print(fold(kinds))
    raised = 0
    for i in range(3000):
        x = 2.0 if i % 100 else 0.0
        try:
            x ** -1.5
        except ZeroDivisionError as e:
            raised += 1
            message = str(e)
    print(raised, message)
    complexes = 0
    for i in range(3000):
        x = 2.0 if i % 100 else -2.0
        if isinstance(x ** 1.5, complex):
            complexes += 1
    print(complexes)


powers()
extremes()
