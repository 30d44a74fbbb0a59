"""Attributes of functions, methods and built-ins, and what can be set."""
import types
def f(a, b=1, *c, d, e=2, **g) -> int: "doc"
print(f.__name__, f.__qualname__, f.__module__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__closure__, f.__annotations__, f.__type_params__)
f.attribute = 5
print(f.__dict__, f.__globals__ is globals(), f.__builtins__ is __builtins__.__dict__)
for name, value in (("__defaults__", 5), ("__kwdefaults__", 5), ("__name__", 5), ("__qualname__", None), ("__code__", 5), ("__dict__", 5),
                    ("__closure__", ()), ("__globals__", {}), ("__annotations__", 5), ("__doc__", 5), ("__type_params__", 5)):
    try:
        setattr(f, name, value)
        print(name, "set")
    except (TypeError, AttributeError) as e:
        print(name, "|", e)
class C:
    def m(self): return self
    @classmethod
    def c(cls): return cls
    @staticmethod
    def s(): pass
c = C()
m = c.m
print(m.__self__ is c, m.__func__ is C.__dict__["m"], m == c.m, m is c.m, hash(m) == hash(c.m), C.c.__self__ is C, C.s is c.s, m.__name__)
try:
    m.x = 1
except AttributeError as e:
    print(e)
print(types.MethodType(lambda self: self, 5)(), C.m(7), type(C.__dict__["c"]).__name__, C.__dict__["s"].__func__ is C.s)
print(len.__name__, len.__self__.__name__, [].append.__name__, str.upper.__objclass__, str.upper("a"), "".join.__self__ == "", int.__add__(1, 2), (1).__add__(2))
print(type(len).__name__, type([].append).__name__, type(str.upper).__name__, type(int.__add__).__name__, type((1).__add__).__name__, type(dict.fromkeys).__name__)
for call in (lambda: str.upper(5), lambda: str.upper(), lambda: len(), lambda: len(1, 2), lambda: len(x=1), lambda: int.__add__("a", 1), lambda: [].append(), lambda: C.m(), lambda: f()):
    try:
        call()
    except TypeError as e:
        print(e)
def outer(x):
    def inner(): return x
    return inner
i = outer(1)
i.__closure__[0].cell_contents = 42
print(i(), i.__closure__[0].cell_contents, i.__qualname__, i.__code__.co_freevars)
