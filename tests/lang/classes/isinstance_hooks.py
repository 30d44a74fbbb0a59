class Meta(type):
    def __instancecheck__(cls, x):
        return x == 42

    def __subclasscheck__(cls, c):
        return c is str


class Magic(metaclass=Meta):
    pass


print(isinstance(42, Magic), isinstance(41, Magic), issubclass(str, Magic), issubclass(int, Magic), isinstance(1, int | str), isinstance("a", (int, (str, bytes))), issubclass(bool, int | None))
for f in (lambda: isinstance(1, "int"), lambda: issubclass(1, int), lambda: isinstance(1, (int, 5)) or isinstance("", (int, 5))):
    try:
        print(f())
    except TypeError as error:
        print(error)
