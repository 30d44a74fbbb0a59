"""Sets: add, in, discard, operators and comprehensions; elements change their kind, classes run code."""


class Odd:
    seen = 0

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n

    def __eq__(self, other):
        Odd.seen += 1
        return self.n == getattr(other, "n", other)


def grow(items, s):
    new = 0
    for x in items:
        if x not in s:
            new += 1
        s.add(x)
        if x in s:
            new += 10
    return new, len(s)


print(grow(list(range(100)) * 4, set()))
print(grow(["a", "b", (1, 2), (1, 2, 3), "a"] * 60, set()))
print(grow([1, 1.0, None, True, "1", 2**80] * 60, set()))
print(grow([1, 2] * 100 + [Odd(1), Odd(3)], set()), Odd.seen)
s = {Odd(1)}
print(grow([1, 2, 3] * 80, s), Odd.seen > 80)
try:
    grow([1, 2] * 100 + [[]], set())
except TypeError as e:
    print(e)


def neighbours(cells, rounds):
    for _ in range(rounds):
        counts = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        k = (x + dx, y + dy)
                        counts[k] = counts.get(k, 0) + 1
        cells = {c for c, n in counts.items() if n == 3 or n == 2 and c in cells}
    return cells


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
print(sorted(neighbours(glider, 40)))


def algebra(n):
    total = 0
    for i in range(n):
        a = {i, i + 1, i % 7}
        b = {i + 1, i % 5, "x"}
        total += len(a | b) + 3 * len(a & b) + 5 * len(a - b) + 7 * len(a ^ b)
        a |= b
        a.discard("x")
        a.discard("y")
        total += sum(a) + a.issuperset({i}) + a.isdisjoint(b)
        b.update([1, 2, i])
        total += len(b)
    return total


print(algebra(300))
f = frozenset(range(0, 300, 3))
print(sum(1 for i in range(600) if i in f), sum(1 for i in range(300) if i not in {1, 2, "a"}))
print(len({i % 10 for i in range(300)}), {i: i * i for i in range(300)}[17])
for i in range(300):
    t = {1, 2, 3}
    try:
        t.remove(i % 4)
    except KeyError as e:
        n = e.args
print(n, len(t))


def changing(s):
    for i in range(300):
        for x in s:
            if i == 299:
                s.add(x + 1000)
    return len(s)


try:
    changing({1, 2, 3})
except RuntimeError as e:
    print(e)
