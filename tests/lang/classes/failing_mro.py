# An assignment to __bases__ that fails in the mro() of a subclass leaves all orders as they were.
class Once(type):
    def __new__(meta, name, bases, namespace):
        meta.calls = 0
        return super().__new__(meta, name, bases, namespace)

    def mro(cls):
        type(cls).calls += 1
        if type(cls).calls > 1:
            raise RuntimeError("no order")
        return super().mro()


class A:
    x = "a"


class B:
    x = "b"


class C(A):
    pass


class D(C):
    pass


class E(C, metaclass=Once):
    pass


class F(D):
    pass


before = [c.__mro__ for c in (C, D, E, F)]
try:
    C.__bases__ = (B,)
except RuntimeError as e:
    print(e)
print([c.__mro__ for c in (C, D, E, F)] == before, C.__bases__, F.x, E.x)
for bases in ((int,), (list,), (object,), (A, int), (5,), (), [A], (A, A), (F,)):
    try:
        C.__bases__ = bases
    except (TypeError, RuntimeError) as e:
        print(type(e).__name__, e)
print(F.x)
