"""Operators whose right operand's method comes first: `2 * vector`, `1 < quantity`, `[] + items`."""


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        if other == 0:
            return self
        return NotImplemented

    def __rmul__(self, factor):
        return Vector(factor * self.x, factor * self.y)

    def __rsub__(self, other):
        return Vector(other - self.x, other - self.y)

    def __rpow__(self, other, modulus=None):
        return (other, modulus, self.x)

    def __rmod__(self, other):
        return ("rmod", other, self.x)

    def __gt__(self, other):
        return self.x > other

    def __le__(self, other):
        if other == 7:
            return NotImplemented
        return self.x <= other

    def __eq__(self, other):
        return NotImplemented if other == 3 else (other, self.x)

    def __repr__(self):
        return "<%r %r>" % (self.x, self.y)


def scale(n):
    v = Vector(1, 2.5)
    for i in range(n):
        v = 0.5 * v
        v = 2 * v
        v = True * v
    return v


def numbers(n):
    total = Vector(0, 0)
    for i in range(n):
        v = Vector(i, -i)
        total = total + (i - v) + (1j - v if i % 97 == 0 else 2 - v)
    return total


def total(n):
    return sum([Vector(i, 1) for i in range(n)])


def comparisons(n):
    seen = [0, 0, 0]
    v = Vector(500, 0)
    for i in range(n):
        if i < v:
            seen[0] += 1
        try:
            if i >= v:
                seen[1] += 1
        except TypeError as e:
            print(e)
        if i == v:
            seen[2] += 1
        elif i != 3:
            print("not equal", i)
    return seen


def mixed(n):
    v = Vector(4, 0)
    last = None
    for i in range(n):
        last = 2 ** v, 2.5 ** v, 3 % v, None == v
    return last


class Items:
    def __init__(self, decline):
        self.decline = decline
        self.calls = 0

    def __radd__(self, other):
        self.calls += 1
        if self.decline and self.calls % 100 == 0:
            return NotImplemented
        return [len(other), self.calls]

    def __rmul__(self, other):
        return NotImplemented

    def __index__(self):
        return 2


def sequences(n):
    items = Items(True)
    failed = 0
    for i in range(n):
        for left in ([], (), "ab", b"x"):
            try:
                last = left + items
            except TypeError as e:
                failed += 1
                message = str(e)
    return last, failed, message


def in_place(n):
    v = Vector(3, 1)
    kinds = []
    for i in range(n):
        x = 5
        x *= v
        y = [1]
        y += Items(False)
        kinds = [x, y]
    return kinds


class Count(int):
    def __radd__(self, other):
        return NotImplemented if other == 5 else ("radd", other, int(self))

    def __rsub__(self, other):
        return Count(other * 10 + int(self))

    def __gt__(self, other):
        return "gt"


def subclasses(n):
    c = Count(3)
    out = []
    for i in range(n):
        a = i + c
        b = 2 - c
        d = 1 < c
        if i in (0, 4, 5, 6, n - 1):
            out.append((a, b, type(b).__name__, d, 1.5 + c, 2 > c))
    return out


def repeated(n):
    items = Items(False)
    for i in range(n):
        r = [i] * items, "ab" * items
    return r


class Angry:
    def __rtruediv__(self, other):
        if other == 1900:
            raise ValueError("enough: %d" % other)
        return other


def raising(n):
    a = Angry()
    k = 0
    for i in range(n):
        k += i / a
    return k


class Changing:
    def __rmul__(self, other):
        return "first"


def changing(n):
    c = Changing()
    seen = {}
    for i in range(n):
        if i == 1500:
            Changing.__rmul__ = lambda self, other: "second"
        if i == 2500:
            del Changing.__rmul__
        try:
            r = 3 * c
        except TypeError as e:
            r = str(e)
        seen[r] = seen.get(r, 0) + 1
    return seen


print(scale(3000))
print(numbers(3000))
print(total(2000))
print(comparisons(2000))
print(mixed(2000))
print(sequences(1500))
print(in_place(2000))
print(subclasses(2000))
print(repeated(2000))
print(changing(4000))
try:
    print(1 @ Vector(1, 2))
except TypeError as e:
    print(e)
try:
    5 + Vector(1, 2)
except TypeError as e:
    print(e)
raising(3000)
