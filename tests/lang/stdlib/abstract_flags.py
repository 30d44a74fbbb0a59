"""ABCs: registration, odd instances, and flags of patterns."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import abc
import array
import collections.abc as c

print(isinstance(array.array('B'), c.MutableSequence), isinstance(memoryview(b''), c.Sequence), isinstance(bytearray(), c.MutableSequence), isinstance({}.keys(), c.KeysView), isinstance(range(1), c.Sequence), isinstance(b'', c.Buffer))


class NoClass:
    def __getattribute__(self, name):
        if name == '__class__':
            raise AttributeError(name)
        return super().__getattribute__(name)


class A(abc.ABC):
    pass


print(isinstance(NoClass(), A))
A.register(NoClass)
print(isinstance(NoClass(), A), issubclass(NoClass, A))
show(A.register, 5)
show(lambda: isinstance(1, c.Iterable | int))
for flags in (1 << 5, 1 << 6, (1 << 5) | (1 << 6)):
    def make():
        class S(abc.ABC):
            __abc_tpflags__ = flags
        match S():
            case []:
                return 'sequence'
            case {}:
                return 'mapping'
            case _:
                return 'neither'

    try:
        print(make())
    except TypeError as e:
        print(e)


class Abstract(abc.ABC):
    @abc.abstractmethod
    def one(self): ...

    @property
    @abc.abstractmethod
    def two(self): ...


show(Abstract)


class Half(Abstract):
    def one(self): ...


show(Half)
print(sorted(Half.__abstractmethods__), sorted(Abstract.__abstractmethods__))
show(lambda: type.__abstractmethods__)
show(lambda: int.__abstractmethods__)


class Own(c.Sized):
    def __len__(self):
        return 3


print(len(Own()), issubclass(Own, c.Sized), issubclass(list, c.Sized), issubclass(int, c.Sized))
