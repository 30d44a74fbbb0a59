# `sys.getsizeof` answers what CPython's objects take.
import array
import collections
import sys
import types
import weakref

class Plain: pass
class Slots: __slots__ = ("a", "b")
class More(Slots): __slots__ = ("c",)
class Empty: __slots__ = ()
class Weak: __slots__ = ("__weakref__",)
class L(list): pass
class T(tuple): pass
class D(dict): pass
class I(int): pass
class F(float): pass
class S(set): __slots__ = ("a", "b")
class X(Exception): pass
class Own:
    def __init__(self, size): self.size = size
    def __sizeof__(self): return self.size

def f(): pass
def enclosing():
    x = 1
    return lambda: x

objects = [None, True, 0, 1, 2**30, 2**60, -2**100, 1.5, 1j, "", "abc", "\u0436", "\U0001f600", b"", b"abc", bytearray(),
           (), (1,), (1, 2, 3), [], [0] * 10, {}, {1: 2}, {"a": 1}, dict.fromkeys(range(6)), dict.fromkeys("abcdef"),
           dict.fromkeys(range(100)), set(), {1}, set(range(5)), set(range(20)), frozenset(), frozenset(range(10)),
           range(3), slice(1), ..., NotImplemented, object(), Plain(), Slots(), More(), Empty(), Weak(), L(), T(), T((1, 2)),
           D(), I(5), F(1.5), S(), X(), Exception("a"), OSError(), StopIteration(), SyntaxError(), ImportError(),
           f, enclosing(), enclosing().__closure__[0], len, [].append, str.lower, int.__add__, (1).__add__, sys, int, type, Plain,
           Slots, iter([]), iter(()), iter(""), iter(range(3)), iter({}), iter(set()), enumerate([]), zip([]), map(len, []),
           filter(None, []), reversed([]), {}.keys(), {}.values(), {}.items(), iter(len, 1), property(), staticmethod(len),
           classmethod(len), memoryview(b"abc"), types.MethodType(f, 1), Slots.__dict__["a"], weakref.ref(Plain),
           int | str, types.SimpleNamespace(), collections.deque(), collections.deque(range(100)), collections.defaultdict(),
           types.MappingProxyType({}), array.array("i"), array.array("d", [1, 2, 3]), Own(10)]
for o in objects:
    print(type(o).__name__, sys.getsizeof(o), type(o).__basicsize__, type(o).__itemsize__)

grown = []
sizes = []
for i in range(24):
    grown.append(i)
    sizes.append(sys.getsizeof(grown))
print(sizes)
grown = {}
sizes = []
for i in range(100):
    grown[i] = i
    sizes.append(sys.getsizeof(grown))
print(sizes)
grown.clear()
print(sys.getsizeof(grown), sys.getsizeof([i for i in range(10)]), sys.getsizeof((1, 2) + (3,)))

for size in (sys.maxsize, sys.maxsize + 1, -1, None, 4.5, "x", True):
    for default in ((), ("default",)):
        try:
            print(repr(size), sys.getsizeof(Own(size), *default))
        except Exception as e:
            print(repr(size), type(e).__name__, e)
