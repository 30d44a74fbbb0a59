"""super() with odd arguments, in odd places."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class A:
    def f(self):
        return 'A'

    @classmethod
    def c(cls):
        return 'Ac ' + cls.__name__

    @property
    def p(self):
        return 'Ap'

    x = 'Ax'


class B(A):
    x = 'Bx'

    def f(self):
        return 'B' + super().f() + super(B, self).f() + super(B, type(self)).f(self)

    @classmethod
    def c(cls):
        return 'Bc ' + super().c()

    @property
    def p(self):
        return 'Bp' + super().p

    def nested(self):
        return [super(B, self).x for _ in 'a'], [super().x for _ in 'b'], (lambda self: super().x)(self)

    def gen(self):
        yield super().f()

    def set(self):
        super().y = 5

    @staticmethod
    def none():
        return super().f()

    def no_arguments():
        return super()

    def get(self):
        s = super()
        return s.__self__ is self, s.__thisclass__, s.__self_class__, repr(s).split(' at ')[0][:20]


b = B()
print(b.f(), B.c(), b.p, b.nested(), [*b.gen()], b.get())
for f in (b.set, b.none, lambda: B.no_arguments(), lambda: super(), lambda: super(B).f, lambda: super(B, 5), lambda: super(5, b), lambda: super(B, A()), lambda: super(A, b).f(), lambda: super(B, b).missing, lambda: super(A, B).x, lambda: super(B, b)(), lambda: super(B, b).__class__.__name__, lambda: super(1, 2, 3), lambda: super(type=B)):
    show(f)
s = super(B)
bound = s.__get__(b)
print(bound.f(), s.__self__, s.__thisclass__)


class C(B):
    def __init_subclass__(cls, **kw):
        print('init_subclass', cls.__name__, kw)
        super().__init_subclass__()

    def __class_getitem__(cls, item):
        return (cls.__name__, item)


class D(C, z=1):
    pass


print(D[3])
