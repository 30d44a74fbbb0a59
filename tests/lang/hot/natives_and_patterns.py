"""Bound native methods, defaultdict, deque, isinstance with tuples, sequence patterns, in-place operators; types change."""

from collections import OrderedDict, defaultdict, deque


def bound(n):
    total = 0
    for i in range(n):
        out = [] if i < 200 else deque()
        add = out.append
        for k in range(3):
            add(k + i)
        get = {"a": i, i: 1}.get
        total += len(out) + get("a") + get(i, 0) + get("zz", 2)
        starts = ("x%d" % i).startswith
        total += starts("x1") + starts("y")
    return total


print(bound(300))


def counting(words, factory):
    counts = defaultdict(factory)
    for w in words:
        counts[w] += 1
    groups = defaultdict(list)
    for w in words:
        groups[len(str(w))].append(w)
    return sorted(counts.items(), key=str), {k: len(v) for k, v in groups.items()}


print(counting(["a", "bb", "a", "ccc"] * 80, int))
print(counting([1, 22, 1] * 100, float))
print(counting([(1, 2), (3, 4)] * 100, lambda: 7))
plain = defaultdict(None)
try:
    for i in range(300):
        plain[i] = i
        plain[i if i < 299 else -1] += 1
except KeyError as e:
    print(e, len(plain))
ordered = OrderedDict()
for i in range(300):
    ordered[i % 7] = i
    if i % 5 == 0:
        ordered.move_to_end(i % 7)
    if i % 50 == 49:
        del ordered[i % 7]
print(list(ordered.items()))


class Missing(dict):
    def __missing__(self, key):
        return 100

    def __setitem__(self, key, v):
        dict.__setitem__(self, key, v + 1)


def store(d, n):
    for i in range(n):
        d[i % 5] = i
        d[i % 5] += 1
    return sum(d.values())


print(store({}, 300), store(Missing(), 300), store(defaultdict(int), 300), store({}, 300))


def over(queue):
    total = 0
    for x in queue:
        total += x
    return total


q = deque(range(300))
print(over(q), over([1.5] * 300))
try:
    for i in range(200):
        for x in q:
            if i == 199:
                q.append(1)
except RuntimeError as e:
    print(e)


class A:
    pass


class B(A):
    pass


def classify(values):
    n = 0
    for v in values:
        if isinstance(v, (int, str)):
            n += 1
        elif isinstance(v, (A, float, list)):
            n += 10
        if isinstance(v, (B, tuple)) or v == 3 or v != v:
            n += 100
    return n


print(classify([1, "a", 2.5] * 100), classify([A(), B(), [], (1,), None] * 60), classify([True, 3, 3.0] * 100))


def match(values):
    n = 0
    for v in values:
        match v:
            case []:
                n += 1
            case [x]:
                n += 10
            case [x, y, *rest]:
                n += 100 + len(rest)
            case {"k": k}:
                n += 1000 + k
            case "text" | b"text":
                n += 10000
            case int(i) | float(i):
                n += int(i)
            case None | True:
                n += 5
            case _:
                n += 7
    return n


print(match([[], [1], (1, 2), [1, 2, 3]] * 80), match([{"k": 3}, {}, "text", b"text", "other"] * 60))
print(match([1, 2.5, None, True, False, A(), range(3), deque([1])] * 40))


def in_place(n):
    a = []
    b = ()
    s = set()
    text = ""
    x = 1
    f = 1.5
    for i in range(n):
        a += [i]
        a += (i, "x") if i % 2 else "ab"
        b += (i,)
        s |= {i % 9}
        text += chr(97 + i % 26)
        x ^= (i << 60) + i
        x |= i
        f *= 1.0001
        f -= 0.25
        if i % 100 == 0:
            b = b[-2:]
    return len(a), len(b), len(s), text[-5:], x, round(f, 6)


print(in_place(300))


def aliased(n):
    a = b = [1]
    for i in range(n):
        a += [i]
        a = a[-3:] if i % 50 == 49 else a
    return len(a), len(b)


print(aliased(300))


class Weird:
    def __iadd__(self, other):
        return "iadd"

    def __eq__(self, other):
        return "eq"

    def __ne__(self, other):
        return 0


def equals(pairs):
    n = 0
    for a, b in pairs:
        n += 1 if a == b else 10
        n += 100 if a != b else 1000
    return n


a, b = A(), B()
print(equals([(a, a), (a, b), (a, 1), (None, a), (int, int), (int, str), (A, a)] * 40))
print(equals([("a", 1), (1, None), (1.5, "x"), ((1, 2), 3), (1, True), (0, False)] * 40))
print(equals([(a, Weird()), (Weird(), 1), (1, Weird()), (None, Weird())] * 60))


def truths(n):
    total = 0
    for i in range(n):
        t = i % 3 == 0
        u = i % 2 == 0
        total += t + u * 2 + (t & u) * 4 + (t | u) * 8 + (t ^ u) * 16 + (t == u) + (t < 1) - (-t)
        total += 5 if t is True else 0
        if isinstance(t & 1, bool) or not isinstance(t & u, bool):
            total += 1000000
    return total


print(truths(300))
it = iter(range(1000))
total = 0
for i in range(400):
    total += next(it) * i
    total += next(iter((i, 1))) + next(iter([i] if i < 300 else "x"), 0).__class__.__name__.__len__()
print(total)
