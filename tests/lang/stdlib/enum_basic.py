from enum import Enum, IntEnum, Flag, IntFlag, auto, unique, StrEnum


class Colour(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    def shout(self):
        return self.name + "!"


class Number(IntEnum):
    ONE = 1
    TWO = auto()


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


class Word(StrEnum):
    HELLO = auto()
    BYE = "goodbye"


print(Colour.RED, repr(Colour.RED), Colour.RED.value, Colour["GREEN"], Colour(2), list(Colour), Colour.CRIMSON is Colour.RED, Colour.RED.shout(), Colour.RED == Colour.RED, Colour.RED == 1, len(Colour), Colour.__members__.keys(), isinstance(Colour.RED, Colour), Colour.RED in Colour, hash(Colour.RED) == hash(Colour.RED))
print(Number.TWO + 1, Number.ONE < Number.TWO, Number(2), sorted([Number.TWO, Number.ONE]), [10, 20, 30][Number.ONE], f"{Number.ONE}", repr(Number.ONE))
print(Perm.R | Perm.X, Perm.RW, Perm.R in Perm.RW, ~Perm.R, Perm(0), bool(Perm.R & Perm.W), repr(Perm.R | Perm.W), Perm.RW.value, list(Perm.RW))
print(Word.HELLO, Word.BYE.upper(), Word("hello") is Word.HELLO)
for f in (lambda: Colour(9), lambda: Colour["BLUE"], lambda: setattr(Colour, "RED", 5), lambda: Colour.BLUE):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
try:
    class Sub(Colour):
        pass
except TypeError as error:
    print(error)
try:
    @unique
    class Dup(Enum):
        A = 1
        B = 1
except ValueError as error:
    print(error)
Animal = Enum("Animal", "CAT DOG")
print(list(Animal), {Colour.RED: "r"}[Colour.RED])
