"""A class lives as long as something refers to it: an instance, a subclass, a method; and no longer.

Machine code that knows a class is such a thing, so this runs without any."""

import abc
import collections.abc
import gc
import os
import sys
import weakref

if len(sys.argv) == 1:
    sys.exit(os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-X", "jit=off", __file__, "here"]))


def alive(refs):
    gc.collect()
    return [r() is not None for r in refs]


# Classes, subclasses and instances, used so that caches know them.
def used():
    class A:
        x = 3

        def __init__(self):
            self.n = 1

        def f(self):
            return self.n

        @property
        def p(self):
            return self.x

        @classmethod
        def c(cls):
            return cls.x

        @staticmethod
        def s():
            return 4

    class B(A):
        def f(self):
            return super().f() + 1

    for cls in (A, B, A):
        o = cls()
        o.f(), o.p, o.c(), o.s(), cls.c(), cls.s(), cls.x, o.x
        o.more = 5
        o.__dict__
    isinstance(o, collections.abc.Iterable), isinstance(B(), collections.abc.Hashable)
    isinstance(o, (int, collections.abc.Sized)), issubclass(B, collections.abc.Mapping)
    return [weakref.ref(A), weakref.ref(B), weakref.ref(o)]


print("used", alive(used()), [c for c in object.__subclasses__() if c.__qualname__.startswith("used")])


# What keeps a class.
def kept_by(what):
    class A:
        def f(self):
            return __class__

        class Inner:
            pass

        def __repr__(self):
            return "an A"

    class B(A):
        pass

    ref = weakref.ref(A)
    return what(A, B), ref


for name, what in [
    ("instance", lambda A, B: A()),
    ("subclass", lambda A, B: B),
    ("instance of a subclass", lambda A, B: B()),
    ("function with __class__", lambda A, B: A.__dict__["f"]),
    ("bound method", lambda A, B: A().f),
    ("plain function", lambda A, B: A.__repr__),
    ("inner class", lambda A, B: A.Inner),
    ("order", lambda A, B: B.__mro__),
    ("list of an instance", lambda A, B: [A()]),
    ("weak reference to an instance", lambda A, B: weakref.ref(A())),
    ("getset", lambda A, B: A.__dict__["__dict__"]),
    ("super", lambda A, B: super(A, A())),
    ("namespace", lambda A, B: A.__dict__),
    ("iterator", lambda A, B: iter([A()])),
    ("annotations", lambda A, B: list[A]),
]:
    kept, ref = kept_by(what)
    first = alive([ref])
    del kept
    print(name, first, alive([ref]))


# The class of an object changes.
class Before:
    pass


class After:
    pass


o = Before()
refs = [weakref.ref(Before), weakref.ref(After)]
o.__class__ = After
del Before
print("class changed", alive(refs))
del After
print("its name is gone", alive(refs), type(o).__name__)
del o
print("and the object", alive(refs))


# Values of native kinds, with and without attributes.
def natives():
    made = []
    for base, args in [(int, (7,)), (float, (1.5,)), (str, ("s",)), (tuple, ((1, 2),)), (list, ((1,),)), (dict, ()), (set, ()),
                       (bytes, (b"b",)), (complex, (1j,)), (Exception, ("e",)), (frozenset, ()), (bytearray, (b"x",))]:
        class N(base):
            __slots__ = ()

        class D(base):
            pass

        d = D(*args)
        d.attribute = N
        made += [N(*args), d]
    return made


objects = natives()
refs = [weakref.ref(type(o)) for o in objects]
print("natives", all(alive(refs)), [type(o).__name__ for o in objects][:4])
for o in objects[1::2]:
    del o.attribute
del objects[::2], o
print([r() is not None for r in refs].count(True) >= 12, alive(refs).count(True))
print([type(o).__mro__[1].__name__ for o in objects])
del objects
print(alive(refs).count(True))


# Metaclasses, and what they do when a class dies.
class Meta(type):
    def __del__(cls):
        print("end of", cls.__name__)


def with_meta():
    class M(metaclass=Meta):
        pass

    return weakref.ref(M)


print("metaclass", alive([with_meta()]))
gc.collect()


# Abstract base classes forget.
class Base(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return NotImplemented


def register():
    class X:
        pass

    class Y(X):
        pass

    Base.register(X)
    print(issubclass(X, Base), issubclass(Y, Base), isinstance(Y(), Base), issubclass(int, Base))
    return [weakref.ref(X), weakref.ref(Y)]


print("registered", alive(register()), issubclass(int, Base))
Base.register(int)
print(issubclass(int, Base), issubclass(bool, Base), issubclass(str, Base))


# Callbacks.
def called_back():
    class C:
        pass

    return weakref.ref(C, lambda r: print("C is gone"))


r = called_back()
gc.collect()
print(r())


# Many of them, made, used and dropped in a hot loop: names and shapes are used again.
def many(n):
    total = 0
    refs = []
    for i in range(n):
        class C:
            def __init__(self, a):
                self.a = a
                if i % 2:
                    self.b = a

            def get(self):
                return self.a + k

        k = i & 7
        c = C(i)
        total += c.get() + c.get()
        c.late = c
        if i % 500 == 0:
            refs.append(weakref.ref(C))
    return total, refs


total, refs = many(6000)
del refs[-1]
print(total, any(alive(refs)), len([c for c in object.__subclasses__() if c.__name__ == "C"]) < 3)
