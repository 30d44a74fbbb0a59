# Names of attributes and globals are compared with the keys of namespaces that are no strings.
import types
import warnings

warnings.simplefilter("ignore")


class Key:
    """Has the hash of a name, and answers comparisons as it was told."""

    def __init__(self, name, answer=False):
        self.name, self.answer = name, answer

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        if callable(self.answer):
            return self.answer()
        return self.answer


def fail():
    raise ValueError("no comparison")


def attempt(f):
    try:
        return f()
    except Exception as e:
        return repr(e)


class Base:
    other, same, failing = "other of Base", "same of Base", "failing of Base"

    def method(self):
        return "method of Base"


def odd_keys():
    return {Key("other"): 1, Key("same", True): 2, Key("failing", fail): 3, Key("method", True): lambda self: "odd"}


Odd = type("Odd", (Base,), odd_keys())


class Heir(Odd):
    def through_super(self, name):
        return attempt(lambda: getattr(super(Heir, self), name))

    def called(self):
        return super().method()


def looks(x):
    return [attempt(lambda: x.other), attempt(lambda: x.same), attempt(lambda: x.failing), hasattr(x, "failing"),
            getattr(x, "same", "default")]


for _ in range(3):
    print(looks(Odd), looks(Odd()), looks(Heir), looks(Heir()))
    print(Odd().method(), Heir().method(), Heir().called())
print([Heir().through_super(name) for name in ("other", "same", "failing")])


# Assignment and deletion compare, too.
x = Odd()
x.other = "own"
print(x.other, vars(x))
Odd.other = "new"
print(Odd.other, x.other, Heir.other)
Odd.same = "newer"
print(Odd.same, [k for k in Odd.__dict__ if type(k) is str and k[0] != "_"])
print(attempt(lambda: setattr(Odd, "failing", 1)))
del Odd.same
print(Odd.same, Heir.same, attempt(lambda: delattr(Odd, "same")))
print(attempt(lambda: delattr(Odd, "failing")))


# Strings of a subclass are keys like others.
class Text(str):
    def __eq__(self, other):
        return not str.__eq__(self, other)

    __hash__ = str.__hash__


Strange = type("Strange", (), {Text("spam"): 1})
print(attempt(lambda: Strange.spam), type([k for k in Strange.__dict__ if str(k) == "spam"][0]).__name__)
setattr(Strange, Text("eggs"), 2)
print(Strange.eggs, type([k for k in Strange.__dict__ if k == "eggs"][0]).__name__)


# The keys of an object's own dict: what a comparison raises comes out.
y = Base()
y.__dict__.update(odd_keys())
for _ in range(2):
    print(y.other, y.same, attempt(lambda: y.failing), y.method(None))
    print(attempt(lambda: hasattr(y, "failing")), attempt(lambda: getattr(y, "failing", 0)))
y.same = "new"
print(y.same, attempt(lambda: setattr(y, "failing", 1)), len(y.__dict__))
del y.same
print(y.same, len(y.__dict__), attempt(lambda: delattr(y, "failing")))


def function():
    pass


function.__dict__[Key("attribute", True)] = "of a function"
module = types.ModuleType("module")
module.__dict__[Key("attribute", True)] = "of a module"
print(function.attribute, module.attribute)


# A comparison that changes what is being searched.
class Descriptor:
    def __get__(self, instance, owner):
        return "from the descriptor"


class Losing:
    attribute = Descriptor()


def lose():
    if "attribute" in Losing.__dict__:
        del Losing.attribute
    return False


z = Losing()
z.__dict__[Key("attribute", lose)] = 0
print(z.attribute, hasattr(z, "attribute"))


class Second:
    first, second = "first of Second", "second of Second"


class First:
    first, second = "first of First", "second of First"


def rebase():
    Moving.__bases__ = (Second,)
    return False


Moving = type("Moving", (First,), {Key("first", rebase): 0})
print(Moving.first, Moving.__bases__[0].__name__, Moving.second, Moving.first)


# Globals and builtins.
source = """
def f():
    return len(()), name, attempt(lambda: failing)
for _ in range(3):
    print(f())
print(len(()), name)
"""
exec(source, {"attempt": attempt, Key("len"): 0, Key("name", True): "odd", Key("failing", fail): 0})
