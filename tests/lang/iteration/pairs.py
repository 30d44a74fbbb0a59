# Loops that take pairs apart at once: what the iterators say, and who may see the pair.
def items(d):
    for k, v in d.items():
        print(k, v, end="; ")
    print()


items({1: "a", 2: "b"})
items({})

d = {i: i for i in range(4)}
try:
    for k, v in d.items():
        d[k + 100] = v
except RuntimeError as e:
    print(e)
try:
    for k, v in d.items():
        del d[k]
        d[k] = v
except RuntimeError as e:
    print(e)
d = {"x": 1}
for k, v in d.items():
    d[k] = v + 1
print(d)

for i, c in enumerate("abc", 5):
    print(i, c, end=" ")
for i, c in enumerate([], 2**70):
    print(i, c)
for i, c in enumerate("ab", 2**62 - 2):
    print(i, c, end=" ")
for i, c in enumerate("abc", 2**62 - 2):
    print(i, c, end=" ")
print()


class Counts:
    """An iterator that moves the enumeration which asks it."""

    def __init__(self):
        self.left = 3
        self.outer = None

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        if self.left == 1:
            print("inner", next(self.outer))
        return self.left


c = Counts()
c.outer = enumerate(c)
for i, n in c.outer:
    print(i, n)

for a, b in zip([1, 2, 3], "xy"):
    print(a, b, end=" ")
for a, b in zip(iter([1]), (x for x in "pq")):
    print(a, b)
try:
    for a, b in zip([1, 2], [3], strict=True):
        print(a, b)
except ValueError as e:
    print(e)
try:
    for a, b in zip([1], [2], [3]):
        print(a, b)
except ValueError as e:
    print(e)
try:
    for a, b, c in enumerate("z"):
        print(a, b, c)
except ValueError as e:
    print(e)


def failing():
    yield 1
    raise KeyError("gone")


try:
    for a, b in zip("ab", failing()):
        print(a, b)
except KeyError as e:
    print(repr(e))

# The pair itself stays where it has a name.
pairs = []
for p in enumerate("ab"):
    a, b = p
    pairs.append((a, b, p))
print(pairs)
print([(x, y, p) for p in {1: 2}.items() for x, y in [p]])
print([p for p in zip("ab", "cd")], {k: v for k, v in zip("ab", "cd")}, {v for _, v in enumerate("ab")})


def gen(d):
    for k, v in d.items():
        yield v, k


print(list(gen({1: 2, 3: 4})), [k + v for k, v in {1: 2, 3: 4}.items() if v != 4])
for (a, b), c in zip([(1, 2), (3, 4)], "uv"):
    print(a, b, c)
for [a, *rest] in zip("xy", "zw"):
    print(a, rest)
m = {}
for m["k"], m["v"] in enumerate("q"):
    print(m)
