"""__class__, __bases__, __dict__, __code__, __defaults__ and __name__ are assigned to."""
class A:
    def who(self): return "A"
class B:
    def who(self): return "B"
class S:
    __slots__ = ("x",)
a = A()
a.__class__ = B
print(a.who(), type(a).__name__, isinstance(a, A))
for value in (int, S, 5):
    try:
        a.__class__ = value
    except TypeError as e:
        print(e)
class C(A): pass
c = C()
print(c.who())
C.__bases__ = (B,)
print(c.who(), C.__mro__[1].__name__, A.__subclasses__(), [k.__name__ for k in B.__subclasses__()])
for value in ((), (C,), 5):
    try:
        C.__bases__ = value
    except TypeError as e:
        print(str(e).splitlines()[0])
c.__dict__ = {"who": lambda: "dict"}
print(c.who())
try:
    c.__dict__ = 3
except TypeError as e:
    print(e)
def f(a, b=1): return a + b
def g(x, y): return x * y
f.__code__ = g.__code__
f.__defaults__ = (10,)
f.__name__ = "renamed"
print(f(2), f.__name__, f.__qualname__)
A.__name__ = "Renamed"
A.who = lambda self: "patched"
print(A, A().who())
try:
    f.__code__ = (lambda: c).__code__ if False else 5
except TypeError as e:
    print(e)
