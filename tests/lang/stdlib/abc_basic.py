from abc import ABC, abstractmethod, ABCMeta


class Shape(ABC):
    @abstractmethod
    def area(self):
        ...

    @property
    @abstractmethod
    def name(self):
        ...

    def describe(self):
        return f"{self.name} {self.area()}"


class Square(Shape):
    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a ** 2

    @property
    def name(self):
        return "square"


class Half(Shape):
    def area(self):
        return super().area()


print(Square(3).describe(), sorted(Half.__abstractmethods__), Square.__abstractmethods__)
for cls in (Shape, Half):
    try:
        cls()
    except TypeError as error:
        print(error)


@Shape.register
class Virtual:
    pass


print(isinstance(Virtual(), Shape), issubclass(Virtual, Shape), isinstance(5, Shape), type(Shape) is ABCMeta)


class Sized(ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return True if any("__len__" in c.__dict__ for c in other.__mro__) else NotImplemented


print(issubclass(list, Sized), issubclass(int, Sized), isinstance("", Sized))
