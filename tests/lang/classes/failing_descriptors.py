# Special methods that descriptors hide and fail to give.
def fail(self):
    raise AttributeError("hidden")


class E:
    __eq__ = property(fail)
    __lt__ = property(fail)


class Descriptor:
    def __get__(self, instance, owner):
        raise KeyError("no method")


class D:
    __eq__ = Descriptor()
    __gt__ = Descriptor()


class I:
    __init__ = property(fail)


e = E()
print(e == e, E() == E(), e != e)
for f in (lambda: E() < E(), lambda: D() == D(), lambda: D() > D(), lambda: E() < 1):
    try:
        print(f())
    except (TypeError, KeyError) as x:
        print(repr(x))
try:
    I()
except AttributeError as x:
    print(x)


class Works:
    @property
    def __eq__(self):
        return lambda other: "equal to %r" % (other,)


print(Works() == 3)


class Iterator:
    def __aiter__(self):
        return self

    def __anext__(self):
        return self

    def __await__(self):
        1 / 0


async def loop():
    async for _ in Iterator():
        pass


try:
    loop().send(None)
except TypeError as x:
    print(x, repr(x.__cause__), x.__context__ is x.__cause__)
