# Orders of bases by a metaclass must fit the layout; calls of classes with wrong arguments.
class Slots:
    __slots__ = "a"


class Meta(type):
    extra = object

    def mro(cls):
        return [cls, Meta.extra, object] if Meta.extra is not object else type.mro(cls)


for extra in [int, Exception, Slots, dict]:
    Meta.extra = extra
    for base in [object, int]:
        try:
            print(Meta("A", () if base is object else (base,), {}).__mro__[1:])
        except TypeError as e:
            print(extra.__name__, base.__name__, e)
for call in ["type()", "type(a=1)", "type(1, a=1)", "type(1, 2)", "enumerate([], foo=1)", "enumerate(foo=1)", "enumerate(start=1)",
             "enumerate([], iterable=1)", "list(enumerate(start=1, iterable='a'))", "max(foo=1)", "min()", "max([1], foo=1)",
             "min(1, 2, default=3)"]:
    try:
        print(eval(call))
    except Exception as e:
        print(call, type(e).__name__, e)
