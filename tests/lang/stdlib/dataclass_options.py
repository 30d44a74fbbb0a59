from dataclasses import dataclass, field, KW_ONLY, InitVar, is_dataclass, make_dataclass
from typing import ClassVar


@dataclass(slots=True)
class Slotted:
    a: int
    b: float = 1.5


@dataclass(kw_only=True)
class Named:
    a: int
    b: int = 2


@dataclass
class Mixed:
    a: int
    _: KW_ONLY
    b: int = 0
    count: ClassVar[int] = 0
    seed: InitVar[int] = 1
    made: int = field(init=False, default=7)

    def __post_init__(self, seed):
        self.made += seed


@dataclass(eq=False, repr=False)
class Bare:
    a: int


s = Slotted(1)
print(s, hasattr(s, "__dict__"), Named(a=1), Mixed(1, b=2, seed=5), Bare(1) == Bare(1), is_dataclass(Bare), Slotted.__slots__, Mixed.count, Mixed.__match_args__)
P = make_dataclass("P", [("x", int), ("y", int, field(default=3))])
print(P(1), P(1) == P(1, 3))
try:
    Named(1)
except TypeError as error:
    print(error)
match Mixed(5):
    case Mixed(a):
        print("a", a)
