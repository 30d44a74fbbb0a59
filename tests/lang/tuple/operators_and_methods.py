"""Concatenation, repetition, comparison, index, count and hashing of tuples."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


t = (1, 2, 3, 2)
print(t + (4,), t * 2, 2 * t, t * 0, t * -1, t[1:], t[::-1], t[-1], 2 in t, t.count(2), t.index(2), t.index(2, 2), len(t), t < (1, 3), t <= t, t > (1,), (1, 2) == [1, 2], (1, (2, 3)) < (1, (2, 4)), () < (0,), max(t), sum(t), hash(t) == hash((1, 2, 3, 2)), hash((1,)) != hash((1, 1)))
for f in (lambda: t.index(9), lambda: t.index(3, 3), lambda: t.index(1, -1), lambda: t + [1], lambda: t + None, lambda: t * 'a', lambda: t * 1.5, lambda: t[9], lambda: t['a'], lambda: t.__setitem__, lambda: t < [1], lambda: t < 5, lambda: hash(([],)), lambda: t.count(), lambda: tuple(5), lambda: tuple(1, 2), lambda: tuple(x=1), lambda: t.x):
    show(f)


def setitem():
    t[0] = 1


def delitem():
    del t[0]


show(setitem)
show(delitem)


class P(tuple):
    __slots__ = ()

    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))

    @property
    def x(self):
        return self[0]

    def __add__(self, other):
        return P(self[0] + other[0], self[1] + other[1])


p = P(1, 2) + P(3, 4)
print(p, type(p).__name__, p.x, p == (4, 6), hash(p) == hash((4, 6)), p[:1], type(p[:]).__name__, type(p * 1).__name__, {p: 'k'}[(4, 6)])
a = [1]
u = (a, a)
a.append(2)
print(u, u[0] is u[1], u == ([1, 2], [1, 2]))
x, = (5,)
print(x, (5), (5,), 5,)
for n in range(4):
    print(tuple(range(n)), end=' ')
print()
