"""Enums: aliases, flags, missing values, subclasses and wrong uses."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


from enum import CONTINUOUS, STRICT, Enum, Flag, IntEnum, IntFlag, StrEnum, auto, unique, verify


class Colour(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    @classmethod
    def _missing_(cls, value):
        return cls.GREEN if value == 'g' else None

    def describe(self):
        return self.name.lower()


print(Colour.RED, repr(Colour.CRIMSON), Colour(1), Colour['CRIMSON'] is Colour.RED, list(Colour), Colour.__members__.keys(), Colour('g'), Colour.RED.describe(), Colour.RED in Colour, 2 in Colour, len(Colour), Colour.RED == 1, hash(Colour.RED) == hash('RED'))
for f in (lambda: Colour(5), lambda: Colour['X'], lambda: Colour.X, lambda: setattr(Colour, 'RED', 5), lambda: Colour.RED < Colour.GREEN, lambda: delattr(Colour, 'RED'), lambda: type('Sub', (Colour,), {}), lambda: Colour(), lambda: setattr(Colour.RED, 'name', 'x')):
    show(f)


class P(IntFlag):
    R = 4
    W = 2
    X = 1


class F(Flag):
    A = auto()
    B = auto()
    C = A | B


print(P.R | P.W, P.R | 8, ~P.R, P(7), P.R & 6, list(P(5)), F.C, F.A | F.B is F.C, ~F.A, F(0), bool(F.A & F.B), list(F.C), F.A in F.C, F['C'])
show(F, 8)
show(lambda: F.A | 1)


class N(IntEnum):
    ONE = 1
    TWO = auto()


class S(StrEnum):
    ALPHA = auto()
    B = 'bee'


print(N.ONE + 1, N.TWO, f'{N.TWO}', S.ALPHA, S.B.upper(), S('bee'), N(2) is N.TWO, sorted([N.TWO, N.ONE]), N.ONE == 1.0)


def duplicates():
    @unique
    class D(Enum):
        A = 1
        B = 1


def gaps():
    @verify(CONTINUOUS)
    class G(IntEnum):
        A = 1
        C = 3


def reused():
    class R(Enum):
        A = 1
        A = 2


show(duplicates)
show(gaps)
show(reused)
Dyn = Enum('Dyn', 'X Y')
print(list(Dyn), Dyn.Y.value, Dyn.__module__, Enum('E2', {'p': 5})['p'])


class T(Enum):
    def __new__(cls, n, label):
        o = object.__new__(cls)
        o._value_ = n
        o.label = label
        return o
    A = 1, 'first'
    B = 2, 'second'


print(T.A.label, T(2).label, T.B.value, [t.name for t in T])
