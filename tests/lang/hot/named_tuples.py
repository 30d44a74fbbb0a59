# Named tuples in hot loops: made, read, replaced; subclasses with attributes; __new__ written in Python.
from collections import namedtuple
from typing import NamedTuple


class V(NamedTuple):
    x: float
    y: float
    z: float = 0.5

    def add(self, o):
        return V(self.x + o.x, self.y + o.y, self.z + o.z)

    def mul(self, k):
        return V(self.x * k, self.y * k, self.z * k)


s = V(0, 0)
for n in range(4000):
    s = s.add(V(n, 1).mul(0.5))
print(s, len(s), s[1], s == (s.x, s.y, s.z), hash(s) == hash(tuple(s)))


class Own(namedtuple("Own", "a b")):
    def __new__(cls, a, b=3):
        self = super().__new__(cls, a, b)
        self.extra = a * b
        return self

    def total(self):
        return self.a + self.b + self.extra


t = 0
kept = []
for n in range(4000):
    o = Own(n) if n % 2 else Own(n, b=2)
    t += o.total()
    if n % 1000 == 0:
        kept.append(o)
print(t, kept, [k.extra for k in kept], type(kept[0]))

# One that is too short.
P = namedtuple("P", "x y")
short = tuple.__new__(P, (1,))
seen = []
for n in range(3000):
    p = short if n == 2500 else P(n, n + 1)
    try:
        r = p.y
    except IndexError as e:
        seen.append((n, str(e)))
print(seen, r)

# Attributes are read-only; their getters may be replaced.
for n in range(2000):
    try:
        P(1, 2).x = 3
    except AttributeError as e:
        m = str(e)
print(m)
got = set()
for n in range(3000):
    if n == 2000:
        P.x = property(lambda self: "replaced")
    got.add(P(5, 6).x)
print(sorted(got, key=str))


class Single:
    made = None

    def __new__(cls, *args):
        if cls.made is None:
            cls.made = super().__new__(cls)
        return cls.made


class Never:
    def __new__(cls, n):
        return n + 1


first = Single()
t = 0
for n in range(3000):
    assert Single(n) is first
    t += Never(n)
print(t)


# A subclass with an __init__, made late, that __new__ returns.
class Base:
    def __new__(cls, n):
        return object.__new__(cls.kind or cls)

    kind = None


log = []
for n in range(3000):
    if n == 2500:

        class Late(Base):
            def __init__(self, n):
                log.append(n)

        Base.kind = Late
    b = Base(n)
print(len(log), log[:2], type(b).__name__)


def fails(n):
    return P(n)


for n in range(2000):
    try:
        fails(n)
    except TypeError as e:
        m = str(e)
print(m)
