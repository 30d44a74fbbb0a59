# Native functions that consume generators and maps in hot loops: results, errors, tracebacks, frames, recursion.
import sys
import traceback


def sums(n):
    ints = list(range(10))
    floats = [0.1] * 10
    r = []
    for i in range(n):
        a = sum(x * x for x in ints)
        b = sum((x for x in floats), 0.0)
        c = sum(x for x in floats)
        d = sum((x for x in [1, 2.5, True, 3]), 5)
        e = sum(x > 3 for x in ints)
        f = sum((x for x in [1e16, 1, -1e16, 1.0]), 0.5)
        if i % 300 == 299:
            r.append((a, b, c, d, e, f))
    return r


print(sums(900))


def special_sums(n):
    r = []
    for i in range(n):
        big = i == n - 1
        items = [2**62, 2**62, 2**62, 0.5] if big else [1, 2, 3]
        a = sum(x for x in items)
        items = [1, 2j, 0.1] if big else [1, 2, 3]
        b = sum(x for x in items)
        items = [float("inf"), 1.0] if big else [1.0, 2.0]
        c = sum(x for x in items)
        items = [[1], [2]] if big else [1]
        try:
            d = sum((x for x in items), 0)
        except TypeError as e:
            d = str(e)
        e = sum((x for x in [[1], [2]]), [])
        if big:
            r.append((a, b, c, d, e))
    return r


print(special_sums(600))


def others(n):
    data = [3, 1, 2]
    words = ["b", "a", "c"]
    s = []
    for i in range(n):
        r = (
            list(x + 1 for x in data),
            tuple(x for x in data),
            sorted(x for x in data),
            len(set(x & 1 for x in data)),
            any(x > 2 for x in data),
            all(x > 2 for x in data),
            max(x for x in data),
            min(x for x in data),
            max(data, key=lambda x: -x),
            min(words, key=ord),
            min(words, key=lambda w: (len(w), w)),
            ",".join(w + w for w in words),
            list(map(lambda x: x * 2, data)),
            sum(map(lambda x: x * 2, data)),
        )
        if i == n - 1:
            s.append(r)
    return s


print(others(600))


def tries(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__, str(e), e.__context__


def empty(n, kind):
    for i in range(n):
        data = [] if i == n - 1 else [1, 2]
        if kind == 0:
            max(x for x in data)
        elif kind == 1:
            min(x for x in data)
        elif kind == 2:
            max(data, key=lambda x: x)
        elif kind == 3:
            min(data, key=lambda x: x)
        elif kind == 4:
            "".join(str(x) if data[-1:] == [2] else x for x in (data or [1]))
        elif kind == 5:
            max(x if i < n - 1 else "a" * (x == 2) or x for x in [1, 2])
        else:
            sorted(x if i < n - 1 else [x, "a"][x == 2] for x in [1, 2])


for kind in range(7):
    print(kind, tries(empty, 700, kind))


def raising(n):
    def gen(i):
        for x in range(5):
            if i == n - 1 and x == 3:
                raise KeyError("inside")
            yield x

    for i in range(n):
        sum(gen(i))


try:
    raising(700)
except KeyError:
    print(traceback.format_exc().replace(__file__, "FILE"))


def key_raises(n):
    def key(x):
        if x == n:
            raise ValueError("key")
        return x

    for i in range(n + 1):
        max([1, i], key=key)


try:
    key_raises(700)
except ValueError:
    print(traceback.format_exc().replace(__file__, "FILE"))


def frames(n):
    seen = set()

    def look(x):
        f = sys._getframe()
        seen.add((f.f_code.co_name, f.f_back.f_code.co_name, sys._getframe(2).f_code.co_name))
        return x

    for i in range(n):
        sum(look(x) for x in [1, 2])
        max([1, 2], key=look)
        list(map(look, [1]))
    return sorted(seen)


print(frames(700))


def deep(n):
    return 1 if n == 0 else sum(deep(n - 1) for _ in [0])


def warm(n):
    s = 0
    for i in range(n):
        s += deep(3)
    return s


print(warm(700))
print(deep(450))
try:
    deep(600)
except RecursionError as e:
    print(e)


def limit():
    lo, hi = 100, 900
    while lo < hi:
        mid = (lo + hi + 1) // 2
        try:
            deep(mid)
            lo = mid
        except RecursionError:
            hi = mid - 1
    return lo


print(limit())


def changes(n):
    data = [1, 2, 3]
    s = 0

    def grow(x):
        if s > 4000 and len(data) < 6:
            data.append(x)
        return x

    for i in range(n):
        s += sum(grow(x) for x in data)
        s += sum(map(grow, data))
    return s, data


print(changes(700))


def stops(n):
    def f(x):
        if x == 2:
            raise StopIteration
        return x

    s = 0
    for i in range(n):
        s += len(list(map(f, [1, 2, 3])))
        for x in map(f, [0, 1, 2, 3]):
            s += x
    return s


print(stops(700))


def half_way(n):
    out = []
    for i in range(n):
        g = (x for x in range(10))
        a = any(x == 3 for x in g)
        out = [a, next(g), list(g)]
    return out


print(half_way(700))
