"""property objects: parts, docs, names, copies and errors."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class A:
    def get(self):
        """the doc"""
        return 'got'

    p = property(get)
    q = property(lambda self: 1, doc='q doc')
    r = property()
    s = property(fset=lambda self, v: print('set', v))
    t = property(fdel=lambda self: print('deleted'))

    @p.setter
    def named(self, v):
        print('set named', v)

    @property
    def deep(self):
        raise AttributeError('inside')

    def __getattr__(self, name):
        return 'fallback ' + name


a = A()
print(a.p, a.q, a.named, a.deep, A.p.__doc__, A.q.__doc__, A.named.__doc__, A.r.__doc__, A.p.__name__, A.named.__name__, A.p.fset, A.named.fget is A.p.fget)
a.s = 5
a.named = 6
del a.t
for f in (lambda: a.r, lambda: a.s, lambda: setattr(a, 'p', 1), lambda: setattr(a, 'r', 1), lambda: delattr(a, 'p'), lambda: delattr(a, 's'), lambda: setattr(A.p, 'fget', 1), lambda: A.r.__name__, lambda: property(1).__get__(a), lambda: property(1, 2, 3, 4, 5), lambda: property(x=1), lambda: A.p.__get__(None), lambda: A.p.__get__(None, A) is A.p, lambda: A.p.__set_name__(), lambda: A.p.__set_name__(1, 2, 3)):
    show(f)


class Sub(property):
    pass


class B:
    @Sub
    def x(self):
        """sub doc"""
        return 1


print(type(B.x).__name__, B().x, B.x.__doc__, type(B.x.setter(None)).__name__, isinstance(B.x, property))
A.q.__doc__ = 'changed'
print(A.q.__doc__, A.p.__isabstractmethod__)


class C(A):
    @A.p.getter
    def p(self):
        return 'sub ' + super().p


print(C().p, C.p.fset)
