"""Sites in hot code see classes come and go: they find what is there now, not what they have found before, though addresses
and numbers are used again."""

import abc
import gc

# A site that sees classes come and go sees what it finds, not what it has found.
def read(o):
    return o.value, o.method()


def fresh(i):
    if i % 3 == 0:
        class K:
            value = i

            def method(self):
                return "a", i
    elif i % 3 == 1:
        class K:
            def __init__(self):
                self.other = 0
                self.value = i

            def method(self):
                return "b", self.value
    else:
        class K:
            __slots__ = ("x", "value")

            def __init__(self):
                self.value = -i

            @classmethod
            def method(cls):
                return "c", cls.__name__
    return K()


results = []
for i in range(900):
    results.append(read(fresh(i)))
    if i % 90 == 0:
        gc.collect()
print(results[:4], results[-3:], len(set(results)))


# Classes with subclasses, methods that are replaced, and abstract bases.
class Base(abc.ABC):
    def kind(self):
        return "base"


class Registered:
    pass


def family(i):
    class Parent(Base):
        def kind(self):
            return "parent", i, super().kind()

    class Child(Parent):
        if i % 2:
            def kind(self):
                return "child", super().kind()

    class Other(Registered):
        pass

    if i % 3 == 0:
        Base.register(Other)
    if i % 5 == 0:
        Parent.kind = lambda self: ("replaced", i)
    return Child, Other


seen = []
checks = 0
for i in range(400):
    Child, Other = family(i)
    c = Child()
    for n in range(3):
        seen.append(c.kind())
        checks += isinstance(c, Base) + 2 * isinstance(Other(), Base) + 4 * issubclass(Registered, Base)
    if i % 40 == 0:
        gc.collect()
print(checks, len(set(seen)), seen[0], seen[3], seen[-1])
del c, Child, Other
gc.collect()
print(sorted({c.__name__ for c in Registered.__subclasses__()} - {"Other"}))


# Objects that change their class, back and forth, to classes that nobody else knows.
class Fixed:
    def __init__(self, n):
        self.n = n

    def value(self):
        return self.n


def varied(o, i):
    class Temporary(Fixed):
        def value(self):
            return self.n * 1000 + i

    o.__class__ = Temporary
    return o


total = 0
o = Fixed(1)
for i in range(600):
    varied(o, i)
    total += o.value()
    o.extra = i
    total += o.extra
    if i % 7 == 0:
        o.__class__ = Fixed
        total += o.value()
        del o.extra
    if i % 100 == 0:
        gc.collect()
print(total, type(o).__name__)


# Classes made with slots, exceptions, tuples and their like.
def raised(i):
    class E(ValueError):
        def __init__(self, *args):
            super().__init__(*args)
            self.extra = i

    try:
        raise E(i, "x")
    except ValueError as e:
        return e.extra, e.args[0]


def counted(i):
    class T(tuple):
        __slots__ = ()
        x = property(lambda self: self[0])

    class D(dict):
        def __missing__(self, key):
            return key + i

    class S(str):
        pass

    s = S("text")
    s.more = i
    return T((i, 2)).x + D()[1] + s.more + len(s)


total = 0
for i in range(500):
    a, b = raised(i)
    total += a + b + counted(i)
    if i % 100 == 50:
        gc.collect()
print(total)
