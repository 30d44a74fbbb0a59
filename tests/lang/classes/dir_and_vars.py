class A:
    x = 1

    def __init__(self):
        self.y = 2


class B(A):
    z = 3


print([n for n in dir(B()) if not n.startswith("__")], vars(A())["y"], "x" in vars(A), B.__dict__.get("x"), A.__dict__["x"], sorted(k for k in A.__dict__ if not k.startswith("__")))
class D:
    def __dir__(self):
        return ["b", "a"]
print(dir(D()), isinstance(object(), object), issubclass(bool, int), B.__name__, object.__name__, type.__mro__)
try:
    vars(5)
except TypeError as error:
    print(error)
try:
    A.__dict__["x"] = 5
except TypeError as error:
    print(error)
