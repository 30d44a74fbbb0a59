# Arrays of numbers, of all types, read and written in loops that are traced.
from array import array


def fill(code, n, scale):
    a = array(code, [0]) * n
    for turn in range(3):
        for i in range(n):
            a[i] = i % 100 + turn
    total = 0
    for i in range(n):
        total += a[i] * scale
        total += a[-1 - i]
    return total, a[:3], a[-1]


def relax(a, turns):
    n = len(a)
    for turn in range(turns):
        for i in range(1, n - 1):
            a[i] = a[i] * 0.5 + (a[i - 1] + a[i + 1]) * 0.25
    return a


def add(a, x, turns):
    for i in range(turns):
        a[i % len(a)] += x
    return a


def errors(code, values):
    """What does not fit raises midway."""
    a = array(code, [1, 2, 3])
    log = []
    for i in range(3000):
        x = i % 50
        if i % 1000 == 700:
            x = values[i // 1000]
        try:
            a[i % 3] = x
        except (TypeError, OverflowError) as e:
            log.append((i, type(e).__name__, str(e)))
    return log, a


def outside():
    a = array("i", range(100))
    log = []
    total = 0
    for i in range(4000):
        try:
            total += a[i % 101]
        except IndexError as e:
            log.append(str(e))
        if i == 3000:
            del a[50:]
    return total, len(log), log[0], len(a)


def kinds():
    """One loop meets arrays of several types, lists and subclasses."""
    class Mine(array):
        def __getitem__(self, i):
            return 5

    total = 0
    boxes = [array("d", [1.5] * 10), array("i", range(10)), [7] * 10, Mine("h", range(10)), array("w", "0123456789"),
             array("f", [0.5] * 10), array("Q", [1 << 63] * 10), bytearray(10)]
    for turn in range(1, 9):
        for i in range(2000):
            x = boxes[i % turn][i % 10]
            if type(x) is str:
                x = ord(x)
            total += x
    return total


def ends(code, low, high):
    a = array(code, [0, 0])
    for i in range(2500):
        a[0] = low + i
        a[1] = high - i
        if i % 600 == 0:
            print(code, a[0] == low + i, a[1] == high - i, a[0] * 2, a[1] * 2)
    return a


def seen_through(turns):
    """What a memoryview writes is seen, and grown arrays are, too."""
    a = array("d", [0.0] * 4)
    with memoryview(a) as m:
        total = 0.0
        for i in range(turns):
            m[i % 4] = i / 2
            total += a[i % 4]
            a[(i + 1) % 4] = total
            total -= m[(i + 1) % 4] - 1
    for i in range(turns):
        a.append(a[-1] + 1)
        a[len(a) - 2] = 0.0
        if i % 1000 == 999:
            a.byteswap()
            a.byteswap()
    return total, len(a), a[-1], sum(a)


def not_numbers():
    a = array("d", [1.0, -0.0, float("inf"), float("nan")])
    out = []
    for i in range(3000):
        x = a[i % 4]
        a[i % 4] = -x
        if i > 2990:
            out.append(str(a[i % 4]))
        if i == 2000:
            a[0] = 7
        if i == 2500:
            a[1] = True
    return out


for code in "bBhHiIlLqQfd":
    print(fill(code, 700, 3))
print(relax(array("d", [0.0] * 20 + [100.0]), 300)[10:13])
print(add(array("d", [0.5, 1.5]), 0.25, 3001))
print(add(array("l", [1, 2, 3]), 1 << 40, 3000))
print(add(array("i", [1, 2, 3]), 3, 3000))
print(errors("b", [128, -129, "x"]))
print(errors("B", [256, -1, 1.0]))
print(errors("h", [1 << 15, -(1 << 15) - 1, None]))
print(errors("H", [1 << 16, -1, 1 << 70]))
print(errors("i", [1 << 31, -(1 << 31) - 1, -(1 << 70)]))
print(errors("I", [1 << 32, -1, 1 << 64]))
print(errors("q", [1 << 63, -(1 << 63), 1 << 62]))
print(errors("d", [5, True, "text"]))
print(outside())
print(kinds())
print(ends("q", -(1 << 63), (1 << 63) - 1))
print(ends("i", -(1 << 31), (1 << 31) - 1))
print(ends("I", 0, (1 << 32) - 1))
print(ends("h", -(1 << 15), (1 << 15) - 1))
print(seen_through(3000))
print(not_numbers())


def walk(turns):
    """Arrays are iterated over, measured and copied while they grow."""
    a = array("h", range(5))
    b = array("d", [0.5, 1.5])
    total = 0
    for i in range(turns):
        for x in a if i % 3 else b:
            total += x
        if a:
            total += len(a) - len(b)
        out = [0]
        out.extend(a)
        total += len(out)
        if i % 100 == 99:
            a.append(i)
        if i == turns - 50:
            a = array("h")
    return total, a, list(b)


def grown_inside(turns):
    a = array("i", [1])
    for i, x in enumerate(a):
        if i < turns:
            a.append(x + 1)
    it = iter(a)
    for x in it:
        if x == turns // 2:
            del a[10:]
    return len(a), list(it), a[-1]


print(walk(2000))
print(grown_inside(3000))
