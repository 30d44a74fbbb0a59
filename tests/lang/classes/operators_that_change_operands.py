"""Operators whose methods change the operands or their classes."""

class V:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        self.n += 100
        other.n += 1000
        V.__add__ = lambda self, other: 'changed'
        return self.n + other.n

    def __radd__(self, other):
        return ('radd', other)

    def __iadd__(self, other):
        self.n += other
        return NotImplemented if other == 5 else self

    def __eq__(self, other):
        self.__class__ = W
        return NotImplemented

    def __lt__(self, other):
        return []

    def __contains__(self, x):
        return 'truthy'

    def __bool__(self):
        self.n -= 1
        return self.n > 0


class W(V):
    def __eq__(self, other):
        return 'W'


a, b = V(1), V(2)
print(a + b, a + b, a.n, b.n)
c = V(3)
c += 4
print(c.n)
try:
    c += 5
except TypeError as e:
    print(e)
print(c if isinstance(c, str) else c.n, 1 + V(0), [] + [1] if True else 0)
print(V(1) == V(2), type(a).__name__, a < b, not a < b, 3 in a, a == 1, a == 1)
v = V(2)
print(bool(v), bool(v), bool(v), v.n, [1 for _ in 'abc' if V(2)], (V(1) and 'x').n)
x = [1, 2]
y = x
x += (3,)
x *= 2
print(x is y, y)
t = ([],)
try:
    t[0] += [1]
except TypeError as e:
    print(e, t)
n = 1
n += n * n + (n := 5)
print(n)
d = {'k': [0]}
d['k'] += [1]
d['k'][0] += 7
print(d)
