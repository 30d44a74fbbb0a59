"""namedtuple: fields, methods, errors and subclasses."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


from collections import namedtuple
from typing import NamedTuple

P = namedtuple('P', 'x y', defaults=[5])
p = P(1)
print(p, p.x, p.y, p[0], p == (1, 5), p._asdict(), p._replace(x=9), P._fields, P._field_defaults, P._make([7, 8]), hash(p) == hash((1, 5)), len(p), [*p], p.__match_args__, P.__doc__, P.x.__doc__, isinstance(p, tuple), p + (1,), p < P(2))
for bad in (lambda: P(), lambda: P(1, 2, 3), lambda: P(z=1), lambda: p._replace(z=1), lambda: P._make([1]), lambda: setattr(p, 'x', 2), lambda: p.z, lambda: namedtuple('Q', 'a a'), lambda: namedtuple('Q', 'class'), lambda: namedtuple('Q', '_a'), lambda: namedtuple('1Q', 'a'), lambda: namedtuple('Q', 'a b', defaults=[1, 2, 3]), lambda: namedtuple('Q', 'a 1b')):
    show(bad)
print(namedtuple('R', 'a class a _x', rename=True)._fields, namedtuple('S', ['m', 'n'])(1, 2), namedtuple('E', '')())


class V(NamedTuple):
    """doc of V"""
    a: int
    b: str = 'b'

    def both(self):
        return f'{self.a}{self.b}'


v = V(1)
print(v, v.both(), V.__doc__, V.__annotations__, V._field_defaults, v._replace(b='c').both())
match v:
    case V(a=1, b=x):
        print('matched', x)
match p:
    case (a, b):
        print(a, b)


class Sub(P):
    __slots__ = ()

    @property
    def total(self):
        return self.x + self.y


s = Sub(1, 2)
print(s, s.total, s._replace(x=3).total, type(s._replace(x=3)).__name__, {s: 1}[(1, 2)])
