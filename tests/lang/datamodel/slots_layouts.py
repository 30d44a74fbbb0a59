"""__slots__: where attributes live, with inheritance, weak references and defaults."""
import weakref
class A:
    __slots__ = ("x", "__private")
    def __init__(self): self.x = 1; self.__private = 2
    def get(self): return self.__private
class B(A):
    __slots__ = ("y", "__weakref__")
class C(A): pass
class D(A):
    __slots__ = ["__dict__", "z"]
a, b, c, d = A(), B(), C(), D()
print(a.get(), sorted(n for n in dir(a) if not n.startswith("__")))
for o in (a, b, c, d):
    o.x = 5
    try:
        o.free = 1
        print(type(o).__name__, o.__dict__)
    except AttributeError as e:
        print(e)
print(weakref.ref(b)() is b, weakref.ref(c)() is c)
try:
    weakref.ref(a)
except TypeError as e:
    print(e)
del a.x
try:
    a.x
except AttributeError as e:
    print(e)
print(A.x, type(A.__dict__["x"]).__name__, A.__slots__, B.x is A.x)
for body in ({"__slots__": ("x",), "x": 1}, {"__slots__": "1a"}, {"__slots__": ("a", 5)}, {"__slots__": ("__dict__", "__dict__")}):
    try:
        type("Bad", (), body)
    except (TypeError, ValueError) as e:
        print(e)
try:
    type("Two", (A, type("Other", (), {"__slots__": "q"})), {})
except TypeError as e:
    print(e)
class Doc:
    __slots__ = {"f": "the doc of f"}
print(Doc.f.__doc__)
