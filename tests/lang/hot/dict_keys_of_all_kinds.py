"""Dicts with keys of one kind, then of others, then of classes that run code when they are compared."""

calls = []


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        calls.append("h")
        return hash(self.n)

    def __eq__(self, other):
        calls.append("e")
        if isinstance(other, Key):
            return self.n == other.n
        return self.n == other


def count(keys, counts):
    for k in keys:
        if k in counts:
            counts[k] += 1
        else:
            counts[k] = 1
        counts.setdefault(k, 99)
        if counts.get(k) is None or counts.get(k, 5) == 5:
            counts[k] = counts[k] + 0
    return counts


def show(d):
    return sorted((str(k), v) for k, v in d.items())


print(show(count(["a", "b", "c", "a"] * 80, {})))
print(show(count([1, 2, 3, 1] * 80, {})))
print(show(count([(1, 2), (2, 1), (1, 2)] * 80, {})))
print(show(count([("a", (1, None)), ("a", (1.5, True))] * 80, {})))
print(show(count([1, 1.0, True, "1", None, b"1", 2**70, 0.5] * 60, {})))
print(show(count([1, "a", (1, "a"), frozenset([1])] * 60, {})))
d = count([1, 2, 3] * 50 + [Key(1), Key(4)], {})
print(show(d) == show({1: 51, 2: 50, 3: 50, d and Key(4): 1}), len(calls) > 4)
calls.clear()
d = {Key(5): 0}
count([5, 6, 5] * 60, d)
print([(type(k).__name__, v) for k, v in d.items()], calls.count("e"))
calls.clear()
d = {(Key(5), 1): 0}
count([(5, 1), (6, 1)] * 60, d)
print(len(d), calls.count("e"))


def remove(d, keys):
    n = 0
    for k in keys:
        if k in d:
            del d[k]
        n += d.pop(k, 1)
        try:
            d.pop(k)
        except KeyError as e:
            n += len(str(e))
        if k not in d:
            d[k] = 2
    return n, len(d)


print(remove({}, ["a", "b"] * 100), remove({}, [1, 2, 3] * 100), remove({}, [(1, 2)] * 200))
print(remove({Key(1): 7}, [1, 2] * 100))


def missing(d, keys):
    n = 0
    for k in keys:
        try:
            n += d[k]
        except KeyError as e:
            n += e.args[0] == k
        except TypeError as e:
            print(e)
    return n


print(missing({i: i for i in range(50)}, range(300)))
print(missing({"a": 1}, ["a"] * 250 + ["b"] * 50 + [[]]))


class Default(dict):
    def __missing__(self, k):
        return 1000


print(missing(Default(a=1), ["a"] * 250 + ["b"] * 50))
print(missing({"a": 1}, ["a"] * 250), missing(globals(), ["__missing"] * 250))

names = globals()
for i in range(400):
    names["dynamic"] = i
    if dynamic != i:
        print("stale", i, dynamic)
print(dynamic)


def sizes(d):
    n = 0
    for i in range(400):
        d[i % 37] = i
        n += len(d)
        if i % 50 == 0:
            d.clear()
        if not d:
            n += 1
    return n


print(sizes({}), sizes({"x": 1}))
