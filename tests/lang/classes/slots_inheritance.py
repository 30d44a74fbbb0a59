"""Slots over several classes: dicts, weak references, shadows and layouts."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import weakref


class A:
    __slots__ = ('a', '__private')

    def __init__(self):
        self.a = 1
        self.__private = 2


class B(A):
    __slots__ = ('b',)


class C(B):
    pass


class D(A):
    __slots__ = ('a', '__dict__')


class E(A):
    __slots__ = {'e': 'the doc of e'}


class W:
    __slots__ = ('__weakref__',)


a, b, c, d, e = A(), B(), C(), D(), E()
c.free = d.free = 3
print(hasattr(a, '__dict__'), hasattr(b, '__dict__'), c.__dict__, d.__dict__, A.__slots__, E.e.__doc__, sorted(x for x in dir(b) if not x.startswith('__')), getattr(d, 'a', 'unset'), A.a.__get__(b) if hasattr(b, 'a') else 'none', B.b, type(A.a).__name__)
for f in (lambda: b.b, lambda: setattr(b, 'x', 1), lambda: delattr(b, 'a'), lambda: delattr(b, 'a'), lambda: b.a, lambda: A.a.__get__(5), lambda: A.a.__set__(5, 1), lambda: weakref.ref(a), lambda: weakref.ref(W()) is not None, lambda: weakref.ref(c) is not None, lambda: setattr(a, '__class__', B), lambda: setattr(A, 'a', 5), lambda: a.a):
    show(f)


def make(**ns):
    return lambda: type('X', (A,), ns)


class F:
    __slots__ = ('f',)


for f in (make(__slots__='single'), make(__slots__=('__dict__', '__dict__')), make(__slots__=(1,)), make(__slots__=('x',), x=1), make(__slots__=()), lambda: type('Y', (B, F), {}), lambda: type('Y', (F, C), {}), lambda: type('Y', (int,), {'__slots__': 'a'}), lambda: type('Y', (list,), {'__slots__': 'a'})().a, lambda: type('Y', (C,), {'__slots__': '__dict__'})):
    try:
        print(f().__name__)
    except Exception as x:
        print(type(x).__name__, x)
