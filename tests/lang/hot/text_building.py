"""Building text: +, +=, f-strings, %, format, str and repr; types change midway."""


class Shown:
    def __init__(self, n):
        self.n = n

    def __str__(self):
        return f"S{self.n}"

    def __repr__(self):
        return f"R{self.n}"

    def __format__(self, spec):
        return f"F{self.n}{spec}"


def lines(values):
    out = []
    for i, v in enumerate(values):
        out.append(f"{i}:{v}|{v!r}|{v!s}")
    return out


values = [1, 2.5, "x", None, True, -7] * 40
print(lines(values)[:6], len(lines(values)))
mixed = values + [Shown(3), 10**30, 1e300, b"x", (1, "a"), [1], 1j, "é"] * 20
print(lines(mixed)[-8:])


def numbers(values):
    text = ""
    for v in values:
        text += f"{v:>6}{v:<5}|"
    return text


print(len(numbers(range(300))), numbers(range(300))[:40])
print(numbers([1, 2.5, "ab", Shown(2), 10**20] * 3)[:80])


def percent(values):
    n = 0
    for a, b in values:
        s = "%s=%d;" % (a, b)
        n += len(s)
    return n, s


print(percent([("k", i) for i in range(300)]))
print(percent([("k", i) for i in range(200)] + [(i, 2.75) for i in range(100)]))
try:
    percent([("k", i) for i in range(200)] + [("k", "x")])
except TypeError as e:
    print(e)

s = ""
for i in range(1500):
    s += "ab"
    t = s
    if i % 3 == 0:
        s += str(i)
    if i % 500 == 499:
        s += "é"
print(len(s), len(t), s[-12:])

total = 0
for i in range(400):
    v = i if i < 300 else i * 10**20
    total += len(str(v)) + len(repr(v)) + len("{}-{:x}".format(v, v)) + len(format(i, "05d"))
print(total)

try:
    for i in range(300):
        f"{i:{'d' if i < 299 else 'q'}}"
except ValueError as e:
    print(e)

rows = []
for i in range(200):
    rows.append(f"a{i}b{i + 1}c{i * 0.5}d{'x' * (i % 3)}e")
print(len("".join(rows)), rows[7], rows[199])
