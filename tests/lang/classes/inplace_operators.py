# Augmented assignment: the in-place method, then the operator's, then the reflected one; deep recursion through them.
class Log:
    def __init__(self, name, answers):
        self.name = name
        self.answers = answers

    def answer(self, method, other):
        print(" ", self.name, method, other if isinstance(other, (int, str)) else other.name)
        return (self.name, method) if method in self.answers else NotImplemented


class Full(Log):
    def __iadd__(self, other):
        return self.answer("iadd", other)

    def __add__(self, other):
        return self.answer("add", other)

    def __radd__(self, other):
        return self.answer("radd", other)

    def __isub__(self, other):
        return self.answer("isub", other)


class Plain(Log):
    def __add__(self, other):
        return self.answer("add", other)

    def __radd__(self, other):
        return self.answer("radd", other)


class Derived(Plain):
    def __radd__(self, other):
        return self.answer("derived radd", other)


def add(x, y):
    try:
        x += y
        print(x)
    except TypeError as e:
        print(e)


def add_five(x):
    try:
        x += 5
        print(x)
    except TypeError as e:
        print(e)


def sub(x, y):
    try:
        x -= y
        print(x)
    except TypeError as e:
        print(e)


for left in (["iadd"], ["add"], []):
    for right in (["radd"], []):
        add(Full("a", left), Full("b", right))
        add(Full("a", left), Plain("b", right))
        add(Plain("a", left), Full("b", right))
        add(Plain("a", left), Plain("b", right))
        add(1, Plain("b", right))
        add("s", Plain("b", right))
    add_five(Full("a", left))
    add_five(Plain("a", left))
    sub(Full("a", left), 3)
    sub(Full("a", ["isub"]), 3)
add(Plain("a", ["add"]), Derived("d", ["derived radd"]))
add(Plain("a", ["add"]), Derived("d", []))


class Chain:
    def __init__(self, depth):
        self.depth = depth

    def __iadd__(self, other):
        if self.depth:
            inner = Chain(self.depth - 1)
            inner += other
            self.total = inner.total + 1
        else:
            self.total = other
        return self

    def __sub__(self, other):
        if self.depth:
            inner = Chain(self.depth - 1)
            inner -= 1
            return inner
        return other


c = Chain(300)
c += 4
print(c.total)
c = Chain(300)
c -= 1
print(c)


class Items(list):
    def __iadd__(self, other):
        print("items iadd")
        return super().__iadd__(other)


class More(list):
    def __imul__(self, n):
        return NotImplemented


x = Items([1])
x += [2]
print(x, type(x).__name__)
y = More([1])
y *= 2
print(y, type(y).__name__)
z = [1]
w = z
w += (2, 3)
w *= 2
print(z)


class Boom:
    def __iadd__(self, other):
        raise ValueError("boom %s" % other)


b = Boom()
try:
    b += 1
except ValueError as e:
    print(e, e.__traceback__.tb_lineno, e.__traceback__.tb_next.tb_lineno)
print(type(b).__name__)
