"""Dicts that are made of what generators give."""
import traceback


def pairs(n, odd=None, at=-1):
    for k in range(n):
        yield odd if k == at else (k, k * k)


print(sum(len(dict(pairs(k % 9))) for k in range(2000)))
print(dict((k % 3, v) for k, v in pairs(7)), dict(map(lambda x: (x, -x), range(3))))
print(dict(filter(lambda p: p[0] % 2, pairs(6))))

# What is no tuple of two.
print(dict(pairs(4, [9, 8], 2)), dict(pairs(4, "ab", 2)), dict(pairs(3, iter([5, 6]), 0)))


class Pair(tuple):
    def __iter__(self):
        return iter(("not", "these"))


print(dict(pairs(3, Pair((7, 8)), 1)))
for odd in [(1, 2, 3), [1], 5, "a", ([], 1), None]:
    for n in 4, 1500:
        try:
            dict(pairs(n, odd, n - 2))
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e, getattr(e, "__notes__", None))
            names = [f.name for f in traceback.extract_tb(e.__traceback__)]
    print(names)


def failing(n):
    yield from pairs(n)
    raise KeyError(n)


for k in range(1200):
    try:
        dict(failing(3))
    except KeyError as e:
        last = e
print(last, [f.name for f in traceback.extract_tb(last.__traceback__)])


# Keys whose hashes and comparisons are in Python: in what order things happen.
class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        log.append(f"h{self.n}")
        return self.n % 2

    def __eq__(self, other):
        log.append(f"{self.n}={other.n}")
        return self.n == other.n


def keys(n):
    for k in range(n):
        log.append(f"y{k}")
        yield Key(k % 3), k


for k in range(300):
    log = []
    made = dict(keys(5))
print([(key.n, v) for key, v in made.items()], log)


class Keyed:
    def keys(self):
        return ["a", "b"]

    def __iter__(self):
        yield 1, 2

    def __getitem__(self, k):
        return k * 2


class Plain:
    def __iter__(self):
        yield 1, 2


for k in range(1500):
    made = dict(Keyed()), dict(Plain()), dict(((k, 1) for _ in range(1)), b=2)
print(made)


class Derived(dict):
    def __setitem__(self, k, v):
        print("never")


print(Derived(pairs(2)), type(Derived(pairs(2))).__name__)
