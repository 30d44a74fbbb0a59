"""Dataclasses with slots, defaults and inheritance."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


from dataclasses import FrozenInstanceError, dataclass, field, fields, replace


@dataclass(slots=True)
class A:
    x: int
    y: int = 2


@dataclass(slots=True)
class B(A):
    z: list = field(default_factory=list)


class Slotted:
    __slots__ = ('x',)
    x: int


@dataclass
class C(Slotted):
    x: int
    y: int = 5


print(A(1), B(1), B(1, 2, [3]), C(3), A.__slots__, B.__slots__, C(1) == C(1))
show(A)
show(C)
show(lambda: setattr(A(1), 'w', 1))


@dataclass(frozen=True, order=True, slots=True, weakref_slot=True)
class F:
    a: int
    b: str = 'b'


f = F(1)
show(lambda: setattr(f, 'a', 2))
print(f < F(2), hash(f) == hash(F(1)), replace(f, b='c'), [x.name for x in fields(f)], F.__match_args__)
try:
    f.a = 3
except FrozenInstanceError as e:
    print(e)


def bad():
    @dataclass
    class X:
        a: int = 1
        b: int


show(bad)


def mutable():
    @dataclass
    class X:
        a: list = []


show(mutable)


def twice():
    @dataclass(slots=True)
    class X:
        __slots__ = ('a',)
        a: int


show(twice)
