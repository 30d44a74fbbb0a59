"""Private names around the type parameters of a generic class: the parameters are mangled, other names there are not."""


class Base:
    pass


_Child__hidden = "mangled"
__hidden = Base


class Child[__T, T](__hidden, metaclass=type):
    value = lambda self: __T
    other = __hidden

    def method[__U](self, x: __T, y: __U) -> __hidden:
        return __T, __U


print(Child.__bases__, [p.__name__ for p in Child.__type_params__])
print(Child.__parameters__, Child.other, Child().value())
print(Child().method(1, 2), Child.method.__type_params__)
print(Child.method.__annotations__)


class Outer:
    __inside = int

    class Inner[__T: (lambda: __T, int)](Base):
        pass

    class Second[T = "default"]:
        __T = T

        def get(self):
            return self.__T

    try:

        class Third[T](__inside):
            pass
    except NameError as e:
        print(e)


print(Outer.Inner.__type_params__[0].__name__, sorted(n for n in vars(Outer.Second) if "T" in n))
print(Outer.Second().get().__default__)


class Bound[__T: __hidden]:
    pass


print(Bound.__type_params__[0].__bound__)
