"""A class whose `__new__` is that of a type with another layout is made as its base says; only a call by name complains."""
import collections


def show(f):
    try:
        print(repr(f()).split(" object at")[0])
    except TypeError as e:
        print(e)


show(lambda: type("A", (list,), {"__new__": dict.__new__})())
show(lambda: type("A", (list,), {"__new__": object.__new__})())
show(lambda: type("A", (), {"__new__": list.__new__})())
show(lambda: type("A", (list,), {"__new__": int.__new__})([1]))
show(lambda: type("A", (int,), {"__new__": object.__new__})(5))
show(lambda: type("A", (int,), {"__new__": bool.__new__})(5))
show(lambda: type("A", (str,), {"__new__": int.__new__})("x"))
show(lambda: type("A", (dict,), {"__new__": collections.OrderedDict.__new__})())
show(lambda: type("A", (tuple,), {"__new__": list.__new__})((1, 2)))
show(lambda: type("A", (set,), {"__new__": list.__new__})((1, 2)))
show(lambda: list.__new__(type("A", (dict,), {})))
show(lambda: type("A", (list,), {"__new__": lambda c, *a: list.__new__(c)})((1, 2)))
show(lambda: type("A", (list,), {"__new__": staticmethod(dict.__new__)})((1, 2)))


class Mixed:
    __new__ = list.__new__

    def __init__(self, *args):
        self.args = args


for n in range(300):
    made = Mixed(n, 2)
print(type(made).__name__, made.args)
show(lambda: Mixed.__new__(Mixed))


class Own:
    def __new__(cls, *args):
        return "own"


class Back(Own):
    __new__ = object.__new__


show(Back)
show(lambda: Own(1))

# The errors of `__get__` by name.
d = dict.__dict__["fromkeys"]
for f in (d.__get__, show.__get__, str.join.__get__):
    show(lambda: f())
    show(lambda: f(1, 2, 3))
