# Static and class methods at one place, while classes and instances change.
class A:
    @staticmethod
    def s(x):
        return ("A.s", x)

    @classmethod
    def c(cls, x):
        return (cls.__name__, "c", x)


class B(A):
    pass


def call(o):
    return o.s(1), o.c(2)


def load(o):
    f, g = o.s, o.c
    return f(3), g(4), type(f).__name__, type(g).__name__


def show(o):
    for f in call, load:
        for _ in range(3):
            r = f(o)
        print(r)


a, b = A(), B()
for o in (A, a, B, b, A, B):
    show(o)
a.s = lambda x: ("own", x)
show(a)
show(A())
A.s = staticmethod(lambda x: ("new", x))
show(A())
show(B)
B.c = classmethod(len)
try:
    B().c()
except TypeError as e:
    print(e)
B.c = lambda *args: args[-1]
show(b)
del B.c
show(b)
A.c = staticmethod(lambda x: ("static now", x))
show(B)
A.s = classmethod(lambda cls, x: (cls, "class now", x))
show(B)


class Wrapped(staticmethod):
    def __get__(self, instance, owner):
        return lambda x: ("wrapped", instance is None, x)


A.s = Wrapped(lambda x: x)
A.c = Wrapped(lambda x: x)
show(A)
show(A())


class Meta(type):
    @property
    def s(cls):
        return lambda x: ("meta", x)


class C(metaclass=Meta):
    s = staticmethod(lambda x: ("C.s", x))
    c = classmethod(lambda cls, x: ("C.c", x))


show(C)
show(C())


class D:
    """Attributes that only __getattr__ knows."""

    def __getattr__(self, name):
        if name == "no":
            raise AttributeError("not that one")
        return name

    @property
    def broken(self):
        raise AttributeError("from the property")


d = D()
print(d.x, d.broken, d.x)
try:
    d.no
except AttributeError as e:
    print(e, e.__context__)
