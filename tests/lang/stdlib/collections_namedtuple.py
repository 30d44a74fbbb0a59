from collections import namedtuple

P = namedtuple("P", "x y")
Q = namedtuple("Q", ["a", "b", "c"], defaults=[8, 9])
p = P(1, y=2)
print(p, p.x, p[1], p._asdict(), p._replace(x=5), P._fields, P._make([3, 4]), p == (1, 2), p < P(1, 3), Q(1), Q._field_defaults, len(p), [*p], hash(p) == hash((1, 2)))
x, y = p
print(x, y, isinstance(p, tuple), P.__doc__)
for f in (lambda: P(1), lambda: P(1, 2, 3), lambda: setattr(p, "x", 1), lambda: p.z, lambda: namedtuple("B", "a a"), lambda: namedtuple("B", "class"), lambda: p._replace(q=1)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
from typing import NamedTuple


class T(NamedTuple):
    a: int
    b: str = "d"

    def both(self):
        return f"{self.a}{self.b}"


print(T(1), T(1, "x").both(), T._fields)
