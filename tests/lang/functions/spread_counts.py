# Calls with * and ** of every size, to functions with defaults, methods, natives and partials.
import functools


def f(a=1, b=2, c=3, *rest, k=4, **names):
    return a, b, c, rest, k, names


def g(a, b=20, c=30):
    return a, b, c


class C:
    def m(self, a, b=5, *rest, **names):
        return a, b, rest, names


for n in range(0, 20):
    items = list(range(n))
    print(n, f(*items), f(*tuple(items)), f(*iter(items)))
    names = {"x%d" % i: i for i in range(n)}
    print(n, f(*items[:3], **names), f(**names, k=n)[4:], C().m(n, *items, **names)[1:3])
    print(n, max(*items, -1, -2), functools.partial(max, *items, 5)(3), functools.partial(f, *items)(7, z=1)[3:])
print(f(*[1.5, 2.5]), f(*[True, None]), g(*[1]), g(*(1, 2)), g(1, *[2], **{"c": 3}))
for bad in (lambda: g(), lambda: g(*[]), lambda: g(1, 2, 3, 4), lambda: g(*[1, 2, 3, 4]), lambda: f(*5), lambda: f(**{1: 2}), lambda: g(1, **{"a": 2})):
    try:
        print(bad())
    except TypeError as e:
        print(e)
g.__defaults__ = (7,)
print([g(1, i) for i in range(2)])
try:
    g(1)
except TypeError as e:
    print(e)
g.__defaults__ = (7, 8, 9, 10)
print(g(), g(1), g(1, 2))
g.__defaults__ = None
try:
    g(1, 2)
except TypeError as e:
    print(e)
