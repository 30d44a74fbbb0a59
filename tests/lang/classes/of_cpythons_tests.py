# Programs from what CPython's own tests ask.
import sys


def sequence(x):
    match x:
        case []:
            return "empty"
        case ["x"] | [b"x"] | [120]:
            return "one"
        case [*_]:
            return "many"
        case {}:
            return "map"
        case _:
            return "no"


class Seq(list):
    pass


class Map(dict):
    pass


print([sequence(v) for v in ("x", b"x", bytearray(b"x"), "", [], ("x",), range(3), Seq("ab"), Map(), {1: 2}, 5)])
import collections.abc


class Registered:
    def __len__(self):
        return 1

    def __getitem__(self, i):
        if i:
            raise IndexError
        return "x"


print(sequence(Registered()))
collections.abc.Sequence.register(Registered)
print(sequence(Registered()))


class Both(Map, collections.abc.Sequence):
    pass


print(sequence(Both()))


# Globals that are a dict of one's own.
class Names(dict):
    def __missing__(self, key):
        if key.startswith("made_"):
            return key.upper()
        raise KeyError(key)


def uses():
    return made_up, len


print(type(uses)(uses.__code__, Names(__builtins__={"len": 5}))())
try:
    type(uses)((lambda: nothing).__code__, Names(__builtins__={}))()
except NameError as e:
    print(e, e.name)
# A global statement in a function is one for the module's own code.
one, two = {}, {}
exec("""
def f():
    global x
    return x
x = 9
y = 8
""", one, two)
print(sorted(k for k in one if k != "__builtins__"), sorted(two), two["f"]())


# What is handled shows through in a generator, but does not stay with it.
def gen():
    log.append(type(sys.exception()))
    yield
    log.append(type(sys.exception()))
    try:
        raise TypeError
    except TypeError as e:
        log.append(type(e.__context__))
        yield
        log.append(type(sys.exception()))
    log.append(type(sys.exception()))
    yield
    log.append(type(sys.exception()))


log = []
g = gen()
next(g)
try:
    raise ValueError
except ValueError:
    next(g)
next(g)
try:
    raise KeyError
except KeyError:
    next(g, None)
print([t.__name__ for t in log])


class NotMade(Exception):
    def __new__(cls, *args):
        return cls


for attempt in (lambda: gen().throw(NotMade), lambda: exec("raise NotMade"), lambda: exec("raise ValueError from NotMade")):
    try:
        attempt()
    except TypeError as e:
        print(e)
for wrong in (5, int):
    try:
        raise ValueError from wrong
    except TypeError as e:
        print(e)
print(repr(staticmethod.__new__(staticmethod)), repr(classmethod.__new__(classmethod)))


class Property(property):
    pass


class Slotted(property):
    __slots__ = ("extra",)


def documented(self):
    """The getter's."""


def bare(self):
    pass


print(Property(documented).__doc__, Property(bare).__doc__, Property(bare, doc="own").__doc__, Slotted(bare, doc="own").__doc__)
try:
    Slotted(documented)
except AttributeError as e:
    print("no room")
p = property(bare)
p.__doc__ = "user"
print(p.getter(documented).__doc__, property(documented).getter(bare).__doc__)
import types
import weakref
tb = types.TracebackType(None, sys._getframe(), 1, 2)
print(tb.tb_lasti, tb.tb_lineno, tb.tb_next, weakref.ref(g)() is g)


class Stops:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration(42)


def delegates():
    got.append((yield from Stops()))
    got.append((yield from [1]))


got = []
print(list(delegates()), got)


def keeps():
    try:
        yield
    except ValueError:
        yield type(sys.exception())
        yield type(sys.exception())


g = keeps()
next(g)
try:
    raise ValueError
except ValueError as e:
    print(g.throw(e))
print(next(g))


class Annotated:
    x: undefined_name | int


import annotationlib
print(annotationlib.get_annotations(Annotated, format=annotationlib.Format.FORWARDREF))
print(annotationlib.get_annotations(Annotated, format=annotationlib.Format.STRING))


class Meta(type):
    def mro(cls):
        seen.append(cls.__name__)
        if cls.__name__ == "Incomplete":
            super(Meta, cls).mro()
        return type.mro(cls)


seen = []


class Incomplete(metaclass=Meta):
    pass


print(seen, Incomplete.__mro__)
a = type("A", (), {})
b = type("B", (a,), {})
try:
    a.__bases__ = (b,)
except TypeError as e:
    print(e)
