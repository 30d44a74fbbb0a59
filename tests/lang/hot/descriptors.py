# Descriptors written in Python, data and other ones, which are replaced, hidden, and fail; iterators of itertools.
import itertools

class Field:
    def __init__(self, lo, hi):
        self.lo, self.hi = lo, hi
    def __set_name__(self, owner, name):
        self.name = '_' + name
    def __get__(self, o, t=None):
        if o is None:
            return self
        return getattr(o, self.name)
    def __set__(self, o, v):
        if not self.lo <= v <= self.hi:
            raise ValueError(f'{self.name[1:]}={v} out of [{self.lo}, {self.hi}]')
        setattr(o, self.name, v)

class Lazy:
    def __init__(self, f):
        self.f = f
    def __set_name__(self, owner, name):
        self.name = name
    def __get__(self, o, t=None):
        v = o.__dict__[self.name] = self.f(o)
        return v

class Plain:
    def __get__(self, o, t):
        return t.__name__ + ('' if o is None else str(o.k % 3))

class A:
    x = Field(0, 10 ** 6)
    y = Field(-10, 10)
    plain = Plain()
    def __init__(self, k):
        self.k = k
        self.x = k
        self.y = k % 12
    @Lazy
    def lazy(self):
        return self.k * 2

class B(A):
    z = Field(0, 1)

total = 0
errors = {}
for i in range(6000):
    try:
        a = (A if i % 5 else B)(i)
        total += a.x + a.y + len(a.plain) + len(A.plain)
        if i % 4 == 0:
            total += a.lazy + a.lazy
        if i % 9 == 0:
            a.__dict__['plain'] = 'hidden'
            total += len(a.plain)
        if i % 5 == 0:
            a.z = i & 1
            total += a.z
    except ValueError as e:
        errors[str(e)[:2]] = errors.get(str(e)[:2], 0) + 1
    try:
        del a._x
        a.x
    except AttributeError as e:
        total += len(str(e))
    if i == 3000:
        Field.__get__ = lambda self, o, t=None: 100
    if i == 3500:
        Plain.__set__ = lambda self, o, v: None
    if i == 4000:
        A.y = 3
    if i == 4500:
        A.y = Field(0, 3)
        A.__dict__['y'].name = '_y'
print(total, errors)
n = 0
for k in range(300):
    for p, q in itertools.product(range(6), 'ab'):
        n += p + ord(q)
    for p, q in itertools.combinations([1, 2.5, 'x', None][:k % 4], 2):
        n += isinstance(p, int)
    for t in itertools.permutations(range(3)):
        n += t[0] * 10 + t[1]
    for t in itertools.combinations_with_replacement('xyz', 2):
        n += t[0] == t[1]
    for v in itertools.repeat(k, 3):
        n += v
    n += len(list(itertools.product((1, 2), repeat=k % 3)))
print(n)
