"""int, float, str, bool, type, isinstance, len, abs, min, max, divmod, hash, id: on values that change their types."""


class Meta(type):
    def __instancecheck__(cls, v):
        return v == 7


class Seven(metaclass=Meta):
    pass


class Liar:
    @property
    def __class__(self):
        return int


class Base:
    def __len__(self):
        return 4

    def __int__(self):
        return 12

    def __float__(self):
        return 1.25

    def __bool__(self):
        return False

    def __abs__(self):
        return "abs"

    def __index__(self):
        return 3


class Derived(Base):
    pass


def kinds(values):
    n = 0
    for v in values:
        if isinstance(v, int):
            n += 1
        elif isinstance(v, (float, str)):
            n += 10
        elif isinstance(v, Base):
            n += 100
        if isinstance(v, Seven):
            n += 1000
        if type(v) is int:
            n += 10000
        if type(v) == Derived or isinstance(v, list | dict):
            n += 100000
        if issubclass(type(v), Base):
            n += 1000000
    return n


print(kinds([1, 2, 7] * 100), kinds([1.5, "a"] * 150), kinds([True, None] * 100))
print(kinds([Base(), Derived(), 7, [], 2**70] * 60), kinds([Liar(), 1] * 100))


def convert(values):
    out = []
    for v in values:
        out.append(int(v) + int(float(v)) * 2 + bool(v) + len(str(v)))
    return sum(out), out[-1]


print(convert(range(300)), convert([0.5, 3.75, -2.5] * 100), convert([True, False] * 100))
print(convert(["1", "22"] * 100), convert([1, 2.5, "3", True] * 60), convert([2**62, 2**64, 1e18, 1e19] * 50))
for bad in ("x", None, float("nan"), float("inf"), [], 10**400):
    try:
        convert([1, 2] * 100 + [2.5] * 50 + [bad])
    except (ValueError, TypeError, OverflowError) as e:
        print(type(e).__name__, e)
print(sum(int(Base()) + int(float(Base()) * 4) + bool(Base()) + len(Base()) for _ in range(200)))


def extremes(a, b):
    lo = hi = 0
    for x, y in zip(a, b):
        lo += min(x, y)
        hi += max(x, y) - abs(x - y)
    return lo, hi


print(extremes(range(300), range(300, 0, -1)), extremes([0.5, 2.5] * 100, [1.5, -1.5] * 100))
print(extremes([1, 2.5] * 100, [1.5, 2] * 100), extremes([2**61, -(2**61)] * 100, [-(2**61), 2**61] * 100))
print(extremes([2**62 - 1, -(2**62), 2**63] * 80, [-(2**62), 2**62 - 1, -(2**63)] * 80))
print(min(0.0, -0.0), max(0.0, -0.0), min(1, 1.0), max(1, 1.0), max(1.0, 1), min(True, 1))
nan = float("nan")
print([str(f(x, y)) for _ in range(120) for f in (min, max) for x, y in ((nan, 1.0), (1.0, nan))][-4:])


def lengths(values):
    n = 0
    for v in values:
        n += len(v)
        if v:
            n += 1000
    return n


print(lengths(["abc", ""] * 100), lengths([[], [1], (), (1, 2), {}, {1: 2}, set(), {3}] * 40))
print(lengths([b"ab", range(5), Base(), "é", frozenset("ab"), bytearray(2)] * 40))
try:
    lengths(["a"] * 200 + [5])
except TypeError as e:
    print(e)


def divide(pairs):
    n = 0
    for a, b in pairs:
        q, r = divmod(a, b)
        n += q * 3 + r + round(a / b, 2) + pow(a, 2) + pow(a, 3, 7)
    return n


print(divide([(i, 7) for i in range(-150, 150)]), divide([(i, -3) for i in range(200)]))
try:
    divide([(i, 250 - i) for i in range(300)])
except ZeroDivisionError as e:
    print(e)

same = 0
key = (1, "a")
for i in range(300):
    same += hash(i) == i
    same += hash(key) == hash((1, "a"))
    same += id(key) == id(key)
    same += callable(len) + callable(i)
    same += hash("x" + "y") == hash("xy")
    same += hash(2.0) == 2
print(same)
try:
    for i in range(300):
        hash(key if i < 299 else (1, []))
except TypeError as e:
    print(e)

import builtins

real = len
total = 0
for i in range(400):
    if i == 300:
        builtins.len = lambda v: 5
    total += len("abc")
builtins.len = real
print(total)


def shadow(n):
    total = 0
    for i in range(n):
        f = len if i < 200 else (lambda v: 50)
        total += f("abc")
    return total


print(shadow(300))
