class Typed:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name

    def __init__(self, kind):
        self.kind = kind

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, "unset")

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        del instance.__dict__[self.name]


class NonData:
    def __get__(self, instance, owner):
        return "from descriptor"


class P:
    x = Typed(int)
    y = NonData()


p = P()
print(p.x, p.y, type(P.x).__name__)
p.x = 5
p.y = "own"
print(p.x, p.y, p.__dict__)
p.__dict__["x"] = 6
print(p.x)
try:
    p.x = "s"
except TypeError as error:
    print(error)
del p.x
print(p.x)
