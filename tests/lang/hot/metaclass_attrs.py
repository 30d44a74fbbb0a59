# Attributes of classes whose metaclass is not `type`: enumerations, abstract classes; static and class methods.
from abc import ABC, ABCMeta, abstractmethod
from enum import Enum, IntEnum


class Color(Enum):
    RED = 1
    GREEN = 2

    def other(self):
        return Color.GREEN if self is Color.RED else Color.RED


class Level(IntEnum):
    LOW = 1
    HIGH = 5


c = Color.RED
hits = 0
for n in range(4000):
    c = c.other()
    if c is Color.GREEN and n > Level.HIGH:
        hits += c.value
print(c, hits)


class Shape(ABC):
    made = 0

    @abstractmethod
    def area(self): ...

    @classmethod
    def make(cls, n):
        Shape.made += 1
        return cls(n)

    @staticmethod
    def twice(n):
        return n * 2


class Square(Shape):
    def __init__(self, n):
        self.n = n

    def area(self):
        return self.twice(self.n) * self.n


t = 0
for n in range(4000):
    s = Square.make(n % 10)
    t += s.area() + Shape.twice(1)
    if isinstance(s, Shape) and not isinstance(n, Shape):
        t += 1
print(t, Shape.made)


class Meta(type):
    def __getattr__(cls, name):
        return "dynamic " + name


class Dyn(metaclass=Meta):
    x = 1


seen = []
for n in range(4000):
    if n == 1500:
        Dyn.y = 5
    if n == 2500:
        Meta.x = property(lambda cls: "meta")
    if n == 3000:
        del Dyn.y
    r = (Dyn.x, Dyn.y)
    if r not in seen:
        seen.append(r)
print(seen)


class M2(ABCMeta):
    pass


class C2(metaclass=M2):
    k = 1


seen = []
for n in range(4000):
    if n == 1000:
        C2.k = 2
    if n == 2000:
        M2.k = 3
    if n == 3000:
        M2.__getattribute__ = lambda cls, name: "hooked"
    r = C2.k
    if r not in seen:
        seen.append(r)
print(seen)


class S:
    @staticmethod
    def f():
        return 1

    @classmethod
    def g(cls):
        return cls.__name__


class T(S):
    pass


seen = []
for n in range(4000):
    if n == 1500:
        S.f = staticmethod(lambda: 2)
    if n == 2500:
        T.g = classmethod(lambda cls: "own")
    if n == 3500:
        S.f = lambda *a: len(a)
    r = (S.f(), T().f(), T.g(), T().g())
    if r not in seen:
        seen.append(r)
print(seen)
