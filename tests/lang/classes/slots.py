class S:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


class T(S):
    __slots__ = ("c",)


class U(S):
    pass


s = S(1)
print(s.a, hasattr(s, "b"), hasattr(s, "__dict__"), S.a.__class__.__name__)
for f in (lambda: s.b, lambda: setattr(s, "z", 1), lambda: delattr(s, "b")):
    try:
        f()
    except AttributeError as error:
        print(error)
t = T(1)
t.c = 3
print(t.a, t.c)
u = U(2)
u.anything = 5
print(u.a, u.__dict__)
try:
    class Bad:
        __slots__ = ("x",)
        x = 1
except ValueError as error:
    print(error)

# Classes have no room for slots.
for slots in [("a",), (), "__weakref__", ["__dict__", "x"]]:
    try:
        print(type("Meta", (type,), {"__slots__": slots})("C", (), {}).__name__)
    except TypeError as e:
        print(e)
