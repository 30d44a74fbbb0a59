# Class patterns in hot loops: dataclasses, named tuples, built-in classes, and what changes midway.
from dataclasses import dataclass
from collections import namedtuple


@dataclass
class Num:
    v: int


@dataclass(frozen=True)
class Add:
    l: object
    r: object


P = namedtuple("P", "x y")


class Plain:
    __match_args__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b


class Part(Plain):
    def __init__(self, a):
        self.a = a


def kind(x):
    match x:
        case Num(0):
            return "zero"
        case Num(v=n) if n > 500:
            return "big"
        case Num(n):
            return n % 3
        case Add(Num(a), Num(b)):
            return a + b
        case Add(l, r):
            return (kind(l), kind(r))
        case P(0, y):
            return y
        case P(x=x, y=y):
            return x * y
        case Plain(a, b):
            return ("plain", a, b)
        case Plain(a):
            return ("part", a)
        case bool():
            return "bool"
        case int(n) | float(n):
            return n + 1
        case str(s):
            return s * 2
        case [a, *rest]:
            return (a, len(rest))
        case {"k": k, "l": l}:
            return k + l
        case {"k": k}:
            return k
        case None:
            return None
    return "other"


things = [
    Num(0), Num(7), Num(900), Add(Num(1), Num(2)), Add(Num(1), P(2, 3)), P(0, 5), P(4, 5),
    Plain(1, 2), Part(3), True, 4, 2.5, "ab", [1, 2, 3], (), {"k": 1, "l": 2}, {"k": 3}, {}, None, set(),
]
for t in things:
    for n in range(1500):
        r = kind(t)
    print(r)
for n in range(3000):
    r = kind(things[n % len(things)])
print(r)

# What a class says to patterns changes.
x = Plain(10, 20)
seen = set()
for n in range(4000):
    if n == 2000:
        Plain.__match_args__ = ("b", "a")
    if n == 3000:
        del x.a
    match x:
        case Plain(p, q):
            seen.add((p, q))
        case _:
            seen.add("none")
print(sorted(seen, key=str))

# A class becomes a sequence to patterns.
import collections.abc


class Box:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return (5, 6)[i]


b = Box()
seen = []
for n in range(4000):
    if n == 2500:
        collections.abc.Sequence.register(Box)
    match b:
        case [p, q]:
            r = p + q
        case _:
            r = "no"
    if r not in seen:
        seen.append(r)
print(seen)


# Errors.
def bad(x):
    match x:
        case Num(a, b):
            return a
    return 0


for n in range(1500):
    bad(3)
try:
    bad(Num(1))
except TypeError as e:
    print(e)
for n in range(1500):
    try:
        bad(Num(1))
    except TypeError as e:
        m = str(e)
print(m)


class Meta(type):
    def __instancecheck__(cls, x):
        return x == 5


class Five(metaclass=Meta):
    pass


hits = 0
for n in range(3000):
    match n % 7:
        case Five():
            hits += 1
    if isinstance(n % 9, Five):
        hits += 1
print(hits)
