"""Every kind of pattern."""
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int = 0
class K:
    RED = "red"
def kind(v):
    match v:
        case None | True | False: return "singleton"
        case 0 | -1 | 1.5 | 2 + 3j | "s" "t" | b"b": return "literal"
        case K.RED: return "value"
        case []: return "empty"
        case [x]: return f"one {x}"
        case (1, *rest) if len(rest) > 2: return f"guarded {rest}"
        case [1, *_, 9]: return "ends"
        case [[a, b], c]: return f"nested {a} {b} {c}"
        case {"k": n, **rest} if rest: return f"mapping {n} {rest}"
        case {"k": 1 | 2 as n}: return f"as {n}"
        case {}: return "some mapping"
        case P(x=0, y=y): return f"keyword {y}"
        case P(1 as first, _): return f"positional {first}"
        case int(n) | float(n): return f"number {n}"
        case str() as s: return f"string {s}"
        case P(): return "other P"
        case _: return "anything"
for v in (None, True, 0, -1, 1.5, 2 + 3j, "st", b"b", "red", [], [7], (1, 2, 3, 4), [1, 2, 9], [[1, 2], 3], {"k": 1, "z": 2},
          {"k": 2}, {"q": 1}, P(0, 5), P(1, 2), P(3, 4), 7, 2.5, "text", "", {1}, range(3), b"x", [1, 2]):
    print(repr(v), "->", kind(v))
match 1, 2:
    case a, b: print(a, b)
match [1, [2, {"k": (3, 4)}]]:
    case [int(), [_, {"k": (p, q)}]]: print(p, q)
class Bad:
    __match_args__ = "x"
try:
    match Bad():
        case Bad(1): pass
except TypeError as e:
    print(e)
try:
    match P(1):
        case P(1, 2, 3): pass
except TypeError as e:
    print(e)
