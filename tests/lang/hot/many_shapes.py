"""Sites that meet objects of more shapes than they remember: attributes, methods, and what changes midway."""


def make(index):
    def __init__(self, size):
        for k in range(index % 4):
            setattr(self, "pad%d" % k, k)
        self.size = size
        self.weight = index

    def even(self):
        return self.size + self.weight

    def odd(self, extra=1):
        return self.size * extra - self.weight

    return type("C%d" % index, (), {"__init__": __init__, "act": odd if index % 2 else even, "limit": index * 10})


CLASSES = [make(i) for i in range(14)]


def total(things, rounds):
    t = 0
    for _ in range(rounds):
        for x in things:
            t += x.act()
            t -= x.weight
            t += x.limit
    return t


def attributes(things):
    out = []
    for _ in range(60):
        for x in things:
            try:
                out.append(x.size)
            except AttributeError as e:
                out.append(str(e))
    return out


things = [CLASSES[i * 5 % 14](i) for i in range(70)]
print(total(things, 50))

# A method is replaced, one is shadowed by an attribute, a class value changes.
CLASSES[3].act = lambda self: 1000
things[10].act = lambda: 7
CLASSES[4].limit = 5
print(total(things, 50))


class WithProperty:
    limit = 1
    weight = 2

    @property
    def size(self):
        return 77

    def act(self):
        return 3


class WithGetattr:
    def __getattr__(self, name):
        if name == "act":
            return lambda: 11
        if name in ("weight", "limit", "size"):
            return len(name)
        raise AttributeError(name)


class Static:
    weight = limit = size = 4

    @staticmethod
    def act():
        return 6


class Klass(Static):
    @classmethod
    def act(cls):
        return len(cls.__name__)


class Slotted:
    __slots__ = ("size", "weight", "limit")

    def __init__(self, full):
        self.weight = self.limit = 1
        if full:
            self.size = 9

    def act(self):
        return 2


odd = [WithProperty(), WithGetattr(), Static(), Klass(), Slotted(True), Slotted(True)]
print(total(things + odd, 50))
print(hash(tuple(attributes(things + odd))) == hash(tuple(attributes(things + odd))))
odd[5] = Slotted(False)
odd.append(object())
seen = attributes(things[:20] + odd)
print(seen[-27:], len(seen))


def mixed_numbers(rounds):
    t = 0
    values = [1, 2.5, True, "ab", b"abc", (1, 2), [3], {4: 5}] + things[:8]
    for _ in range(rounds):
        for v in values:
            t += len(v.__class__.__name__)
    return t


print(mixed_numbers(100))
try:
    total(things + [None], 1)
except AttributeError as e:
    print(e)
