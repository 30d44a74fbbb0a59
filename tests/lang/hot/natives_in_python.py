# Natives that call a Python function for each item, or resume a generator: keys, maps, folds, counters. In hot loops, with
# exceptions, changes of what is called, and functions that look at what is being sorted.
import functools
import sys
from collections import Counter, defaultdict, OrderedDict

data = [(n * 7919) % 101 for n in range(60)]
words = ["%x" % (n * 37 % 251) for n in range(40)]


def cube(n):
    return n * n * n


class Item:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return "Item(%d)" % self.n


items = [Item(n) for n in data]
out = []
for k in range(300):
    a = sorted(data, key=lambda n: n % 10)
    b = sorted(words, key=lambda w: (len(w), w), reverse=True)
    c = sorted(items, reverse=k % 2 == 0, key=lambda i: i.n)
    l = list(data)
    l.sort(key=lambda n: -n)
    m = words[:]
    m.sort(key=str.upper, reverse=True)
    o = words[:]
    o.sort(reverse=True, key=lambda w: w[-1])
    hi = max(data, key=lambda n: n % 17), min(data, key=lambda n: n % 17)
    t = max(items, key=lambda i: i.n).n, min(iter(items), key=lambda i: i.n).n
    s = sum(map(cube, data)), sum(map(lambda n: n / 2, data), 1.5), sum((n for n in data), 100)
    e = list(map(cube, data[:3])), tuple(map(cube, data[:3])), set(map(cube, data[:3])) == {cube(n) for n in data[:3]}
    j = "".join(map(lambda w: w[0], words)), all(map(lambda n: n >= 0, data)), any(map(lambda n: n > 1000, data))
    r = functools.reduce(lambda x, y: (x * 31 + y) % 1009, data), functools.reduce(lambda x, y: x + y, data, 5)
    mx = max(map(cube, data)), min(map(cube, data)), sorted(map(cube, data))[:2], frozenset(map(cube, data[:1]))
    ex = [1]
    ex.extend(n for n in data if n > 90)
    ex.extend(map(cube, [2, 3]))
    st = {0}
    st.update(n % 7 for n in data)
    st.update((n % 11 for n in data), [99])
    ct = Counter(n % 5 for n in data)
    ct.update(map(lambda w: len(w), words))
    od = OrderedDict()
    if k % 100 == 0:
        out.append((a, b, c, l, m, o, hi, t, s, e, j, r, mx, ex, sorted(st), sorted(ct.items())))
for line in out:
    print(line)

# Exceptions: the items stay in the list.
def odd(n):
    if n == data[30] and fail:
        raise KeyError(n)
    return n


caught = []
for k in range(200):
    fail = k > 190
    l = list(data)
    for f in (
        lambda: l.sort(key=odd),
        lambda: sorted(l, key=odd),
        lambda: max(l, key=odd),
        lambda: list(map(odd, l)),
        lambda: functools.reduce(lambda a, b: odd(b), l),
        lambda: Counter(map(odd, l)).total(),
        lambda: l.extend(map(odd, list(l))),
    ):
        try:
            f()
        except KeyError as e:
            caught.append((k, type(e).__name__, e.args, len(l), e.__context__))
print(len(caught), caught[:7], caught[-1])

# The list is empty while it is sorted, and must stay so.
def peek(n):
    lengths.add(len(own))
    return -n


def meddle(n):
    own.append(n)
    return n


lengths = set()
for k in range(150):
    own = list(data)
    own.sort(key=peek)
print(lengths, own[:4])
for k in range(150):
    own = list(data)
    try:
        own.sort(key=meddle)
    except ValueError as e:
        m = str(e)
print(m, len(own))


class Odd:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if bad and self.n == 5:
            raise ZeroDivisionError("compared")
        return self.n < other.n


for k in range(120):
    bad = k == 119
    l = [3, 5, 1, 4, 2] * 4
    try:
        l.sort(key=lambda n: Odd(n))
    except ZeroDivisionError as e:
        print(e, sorted(l))
print(l.count(5), len(l))

# Empty, and wrong.
for k in range(60):
    for f in (
        lambda: max([], key=cube),
        lambda: min(iter(()), key=lambda n: n),
        lambda: functools.reduce(lambda a, b: a, []),
        lambda: max(map(cube, [])),
        lambda: sorted(5, key=cube),
        lambda: sorted([1, "a"], key=lambda n: n),
        lambda: [].sort(key=lambda: 0),
        lambda: [1].sort(key=lambda: 0),
        lambda: list(map(lambda: 0, [1])),
        lambda: sum(map(lambda n: "a", [1])),
        lambda: sum((x for x in [[1]]), 1.5),
        lambda: Counter(n for n in [[]]),
        lambda: "".join(map(lambda n: n, [1])),
        lambda: set().update([] for n in [1]),
    ):
        try:
            f()
        except (TypeError, ValueError) as e:
            last = type(e).__name__, str(e)
            if k == 59:
                print(*last)
print(sorted([], key=cube), [].sort(key=cube), functools.reduce(lambda a, b: a, [4]), functools.reduce(lambda a, b: a, [], 6))

# What a key sees of its caller.
def caller(n):
    names.add(sys._getframe(1).f_code.co_name)
    return n


names = set()


def asks():
    sorted(data, key=caller)
    max(data, key=caller)
    list(map(caller, data))
    functools.reduce(lambda a, b: caller(b), data)


for k in range(50):
    asks()
print(sorted(names))


# Subclasses do as they like.
class C2(Counter):
    def __setitem__(self, k, v):
        Counter.__setitem__(self, k, v * 2)


class L2(list):
    def append(self, x):
        list.append(self, "never")


class S2(set):
    def add(self, x):
        raise AssertionError


for k in range(50):
    c = C2(n % 3 for n in range(10))
    l = L2()
    l.extend(n for n in range(3))
    l.sort(key=lambda n: -n)
    s = S2()
    s.update(n % 2 for n in range(5))
print(sorted(c.items()), l, sorted(s))

# Nested: a key that sorts.
for k in range(60):
    r = sorted([[3, 1, 2], [2, 9], [1]], key=lambda l: sorted(l, key=lambda n: -n))
print(r)
d = defaultdict(list)
for w in words:
    d[len(w)].append(w)
for k in range(60):
    r = max(d, key=lambda n: len(d[n])), max(d.items(), key=lambda kv: len(kv[1]))[0], sorted(d, key=d.get)[0]
print(r)
