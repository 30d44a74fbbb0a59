"""The iterators of built-in containers and adaptors, nested, exhausted midway, and over what changes."""


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


def numbered(items):
    total = 0
    last = None
    for i, x in enumerate(items):
        total += i
        last = (i, x)
    return total, last


print(numbered(list(range(300))), numbered([0.5] * 300), numbered(("a", 1) * 150), numbered("abc" * 100))
print(numbered(range(300)), numbered(Countdown(300)), numbered({"a": 1, "b": 2}), numbered(b"abc" * 100))
print(numbered("é日" * 200), numbered(enumerate(zip(range(300), "x" * 299))))
print(list(enumerate("ab", 2**62 - 1)), sum(i for i, _ in enumerate([1] * 300, 2**62 - 150)))


def pairs(a, b):
    total = n = 0
    for x, y in zip(a, b):
        total += x * y
        n += 1
    return total, n


print(pairs(range(300), range(5, 400)), pairs([1, 2] * 150, (3, 4) * 150), pairs([0.5] * 250, range(300)))
print(pairs(range(300), Countdown(250)), pairs(Countdown(250), range(300)))
a = iter(list(range(500)))
print(pairs(a, [1] * 200), next(a))
b = iter(range(200))
print(pairs(b, a), next(b, "end"), next(a, "end"))
print(sum(x + y + z for x, y, z in zip(range(300), [1] * 300, (2,) * 299)))
print(sum(x for x, in zip(range(300))), list(zip()), list(zip("ab", [1, 2, 3], strict=False)))
try:
    for i in range(200):
        for x, y in zip([1, 2], [1, 2] if i < 199 else [1], strict=True):
            pass
except ValueError as e:
    print(e)


def views(d):
    ks = vs = 0
    out = ""
    for k in d:
        ks += len(str(k))
    for v in d.values():
        vs += v
    for k, v in d.items():
        vs += v
        out = k
    for k in d.keys():
        ks += 1
    return ks, vs, out


print(views({i: i for i in range(300)}), views({"a": 1.5}), views({}))
many = {}
for i in range(200):
    many[i % 20] = i
    if i % 3 == 0:
        del many[i % 20]
    n = views(many)
print(n)


def change(d, how):
    try:
        for i in range(100):
            for k, v in d.items():
                if i == 99:
                    how(d, k)
    except RuntimeError as e:
        return str(e)
    return len(d)


print(change({1: 1, 2: 2}, lambda d, k: d.update({k + 10: 1})))
print(change({1: 1, 2: 2}, lambda d, k: d.update({k: 5})))
print(change({1: 1, 2: 2}, lambda d, k: d.pop(k) and d.update({k + 10: 0})))

total = 0
for i in range(100):
    for x in reversed([1, 2, i]):
        total = total * 3 % 1000007 + x
    for x in reversed((1, "a")):
        total += len(str(x))
    for x in reversed(range(4)):
        total += x
    for x in {1, 2, 3}:
        total += x
    for x in map(str, [i, 1]):
        total += len(x)
    for x in filter(None, [0, i, 1]):
        total += x
    for x in iter([5, 6].pop, 5):
        total += x
    for c in "ab" if i < 50 else "éa":
        total += ord(c)
    for c in b"xy":
        total += c
print(total)


def growing(n):
    s = [1]
    for x in s:
        if len(s) < n:
            s.append(x + 1)
    return len(s), s[-1]


print(growing(300))
it = iter([1, 2, 3] * 100)
total = 0
for x in it:
    total += x + next(it) * 10
print(total)
first = iter([1] * 300)
try:
    while True:
        total += next(first)
except StopIteration:
    print(total)
