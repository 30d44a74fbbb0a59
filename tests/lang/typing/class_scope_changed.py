"""What is evaluated late in a class sees the class as it is then."""


class Class:
    T = int
    attribute: T

    def method[U: T](self):
        pass

    type Alias = T


Class.T = float
print(Class.method.__type_params__[0].__bound__, Class.Alias.__value__, Class.__annotations__)
Class.late = str


class Meta(type):
    def mro(cls):
        print("mro", cls.__dict__["f"]().__name__)
        return type.mro(cls)


class Known(metaclass=Meta):
    @staticmethod
    def f():
        return __class__


print(Known.f())
