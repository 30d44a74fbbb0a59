# What is shown or compared changes the object that is being worked on.
import functools
import itertools
import struct
import sys
import types


class Function:
    def __init__(self, name):
        self.name = name

    def __call__(self):
        pass

    def __repr__(self):
        return f"Function({self.name})"


class Changing:
    def __repr__(self):
        partial.__setstate__((Function("new"), (None,), {"keyword": None}, None))
        return "Changing"


for args, keywords in [((Changing(),), {"arg": None}), ((), {"first": Changing(), "second": 1}), ((Changing(), 2), {})]:
    partial = functools.partial(Function("old"), *args, **keywords)
    print(repr(partial), repr(partial))


# A key asks for the next item of its group while it is compared.
class Key:
    __hash__ = None

    def __init__(self, asks):
        self.asks = asks

    def __eq__(self, other):
        if not self.asks:
            return True
        self.asks = False
        next(group, None)
        return NotImplemented


groups = itertools.groupby(range(4), lambda n: Key(n == 0))
key, group = next(groups)
print(list(group))


# Members of a union get a hash only after the union was made.
class Meta(type):
    hashable = False

    def __hash__(cls):
        if not Meta.hashable:
            raise TypeError("no hash yet")
        return 1


class A(metaclass=Meta):
    pass


class B(metaclass=Meta):
    pass


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


unions = A | B, A | int, A | B | int | str
for u in unions:
    attempt(lambda: hash(u))
Meta.hashable = True
for u in unions:
    attempt(lambda: hash(u))
print(hash(int | str) == hash(frozenset({int, str})) == hash(str | int))


# What was never initialised, and what is far outside.
s = struct.Struct.__new__(struct.Struct)
attempt(lambda: s.size)
attempt(lambda: s.format)
attempt(lambda: struct.pack_into("<I", bytearray(10), sys.maxsize, 1))
attempt(lambda: struct.unpack_from("<I", bytearray(10), sys.maxsize))


def outer():
    x = 1
    return lambda: x


def plain():
    pass


for args in [(plain, None, None, 3), (plain, None, 3), (plain, 1), (outer(), None, None), (outer(), None, 3), (outer(), None, ())]:
    attempt(lambda: types.FunctionType(args[0].__code__, {}, "f", *args[1:]))
