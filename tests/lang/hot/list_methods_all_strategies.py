"""Methods of lists while the items change from ints to floats to objects, and at the edges."""


def stack(values):
    s = []
    total = 0
    for v in values:
        s.append(v)
        s.append(v)
        if len(s) > 10:
            total += len(str(s.pop()))
            s.pop(0)
            s.pop(-1)
            s.insert(1, v)
            s.insert(-1, v)
            s.insert(100, v)
            del s[0]
            del s[-2]
    return total, len(s), s[-3:]


print(stack(range(300)))
print(stack([i * 0.5 for i in range(300)]))
print(stack(["a", "bb", None] * 100))
print(stack([1] * 100 + [1.5] * 100 + ["x"] * 100))


def drain(s):
    n = 0
    try:
        while True:
            n += 1
            s.pop()
    except IndexError as e:
        return n, str(e)


for s in (list(range(400)), [0.5] * 400, ["x"] * 400, []):
    print(drain(s))
try:
    s = list(range(300))
    while True:
        s.pop(5)
except IndexError as e:
    print(e, s)


def fill(n, make):
    s = [None] * n if make is None else [0] * n
    for i in range(n):
        s[i] = i if i < n // 2 or make is None else make(i)
    return s[:2], s[-2:]


print(fill(400, None), fill(400, float), fill(400, str), fill(400, lambda i: 10**20 + i))


def slices(s):
    n = 0
    for i in range(len(s)):
        n += len(s[i:]) + len(s[:i]) * 2 + len(s[i : i + 2]) * 3 + len(s[-3:]) + len(s[:])
        t = list(s[i : i + 2])
        t.append(i)
        n += len(t)
    return n


print(slices(list(range(200))), slices([0.5] * 200), slices(["x", 1] * 100), slices((1, 2) * 100))


def build(n):
    total = 0
    for i in range(n):
        a = [i]
        b = [i, i + 1]
        c = [i, "x", None]
        d = [*a, *b, *"ab", *range(3)]
        e = [1, 2, 3, 4, 5, i]
        e.extend(d)
        e.extend((7, 8))
        e += [1.5]
        a.reverse()
        total += len(d) + len(e) + len(c) + e.count(1) + e.index(3)
        f = []
        if i % 3:
            f.append(i)
        total += len(f) + len(sorted([3, i, 1])) + sum([i, 1, 2]) + max([1, i]) + min([i, 4])
    return total, e


print(build(300))


class Stack(list):
    def append(self, v):
        list.append(self, v)
        list.append(self, "again")

    def pop(self):
        return "popped"


def push(s, n):
    out = []
    for i in range(n):
        s.append(i)
        if i % 3 == 0:
            out.append(s.pop())
    return len(s), out[-1]


print(push([], 300), push(Stack(), 300), push([], 300))


class Append:
    def append(self, v):
        self.v = v

    def pop(self):
        return self.v


try:
    print(push(Append(), 300))
except TypeError as e:
    print(e)
try:
    for i in range(300):
        [3, 2, 1].index(i % 4)
except ValueError as e:
    print(e)
aliased = []
for i in range(300):
    aliased.append(len(aliased))
    n = len(aliased)
    aliased.append(aliased[-1] + aliased[n - 1])
print(len(aliased), aliased[-2:])
