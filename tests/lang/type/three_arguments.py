"""Classes made by type(): names, bases, namespaces and keywords."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


X = type('X', (), {'a': 1, 'f': lambda self: self.a})
print(X, X.__name__, X.__qualname__, X.__module__, X.__bases__, X().f(), X.__doc__, X.__dict__['a'])
Y = type('Y', (X, int), {'__doc__': 'doc', '__qualname__': 'Q.Y', '__module__': 'elsewhere'})
print(Y, Y(5) + 1, Y.__mro__[1:3], Y.__base__, Y.__doc__, Y.__name__)


class Meta(type):
    def __new__(meta, name, bases, ns, flag=False, **rest):
        ns['flag'] = flag
        return super().__new__(meta, name, bases, ns)

    def __init__(cls, name, bases, ns, **rest):
        super().__init__(name, bases, ns)
        cls.rest = rest

    def __call__(cls, *args):
        return (cls.__name__, args)

    def __getattr__(cls, name):
        return 'meta ' + name

    def __len__(cls):
        return 7

    def __iter__(cls):
        return iter('ab')

    def __contains__(cls, x):
        return x == 1

    def __getitem__(cls, k):
        return k * 2

    def __add__(cls, other):
        return 'added'

    def __repr__(cls):
        return f'<{cls.__name__}>'


class Z(metaclass=Meta, flag=True, other=3):
    pass


print(Z, Z.flag, Z.rest, Z(1), Z.missing, len(Z), [*Z], 1 in Z, Z[4], Z + 1, type(Z).__name__, isinstance(Z, Meta))
ns = {'n': 1}
W = type('W', (), ns)
ns['n'] = 2
W.m = 3
print(W.n, 'm' in ns, type(type('V', (Z,), {})).__name__)


class M2(type):
    pass


for f in (lambda: type('U', (Z, type('T', (), {}, )), {}), lambda: M2('U', (Z,), {}), lambda: type('U', (), {}, x=1), lambda: type('U', (Z,), {}, flag=5).flag, lambda: type(1, 2, 3), lambda: type('U', (5,), {}), lambda: type('U', (Z, Z), {}), lambda: type('U', (object, Z), {}), lambda: type('U', (type(None),), {}), lambda: type('U', (type(lambda: 0),), {}), lambda: type.__call__(int, '5'), lambda: type.__new__(type), lambda: type.__new__(int, 'a', (), {})):
    show(f)
