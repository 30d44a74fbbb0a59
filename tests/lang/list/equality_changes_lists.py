"""Comparing items may change what is compared: what is there afterwards counts."""


class Clearing:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return NotImplemented


class Plain:
    pass


for make in (lambda a, b: [Clearing(a), 1], lambda a, b: [Clearing(b), 1]):
    a, b = [], []
    a.extend(make(a, b))
    b.extend([Plain(), 1])
    print(a == b, len(a), len(b))
    a[:], b[:] = make(a, b), [Plain(), 1]
    print(a != b, len(a), len(b))
a, b = [], []
a.append(Clearing(b))
b.append(Clearing(a))
print(a == b, a, b)
a, b = [Plain(), 1], []
b.append(Clearing(a))
a2 = (a, 3)
print(a2 == (b, 3), len(a), len(b))
