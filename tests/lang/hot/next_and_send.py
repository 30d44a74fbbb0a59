"""`next(g)` and `g.send(x)` of generators in hot loops."""


def count(start, step):
    while True:
        start += step
        yield start


def stepped(n):
    g = count(0, 3)
    total = 0
    for _ in range(n):
        total += next(g)
    return total


def two(n):
    odd, even = count(-1, 2), count(0, 2)
    out = 0
    for i in range(n):
        out += next(odd if i & 1 else even) * next(even)
    return out


def averager():
    total = 0.0
    n = 0
    average = None
    while True:
        x = yield average
        if x is None:
            continue
        total += x
        n += 1
        average = total / n


def sent(n):
    a = averager()
    next(a)
    for i in range(n):
        last = a.send(i)
        if i % 100 == 0:
            next(a)
    return last


def limited(n):
    for i in range(n):
        yield i
    return "done"


def ending(n):
    g = limited(7)
    ends = 0
    values = []
    for i in range(n):
        try:
            values.append(next(g))
        except StopIteration as e:
            ends += 1
            if ends == 1:
                print(repr(e), e.value)
            g = limited(i % 11)
    return ends, len(values), sum(values)


def defaults(n):
    g = limited(n // 2)
    out = 0
    for _ in range(n):
        out += next(g, -1)
    return out


def failing(k):
    for i in range(k):
        yield i
    raise KeyError("no more than %d" % k)


def raising(n):
    g = failing(1700)
    total = 0
    for _ in range(n):
        total += next(g)
    return total


def with_cleanup(log):
    try:
        k = 0
        while True:
            k += 1
            try:
                yield k
            finally:
                log[0] += 1
    finally:
        log[1] += 1


def cleanups(n):
    log = [0, 0]
    total = 0
    g = with_cleanup(log)
    for i in range(n):
        total += next(g)
        if i % 500 == 499:
            g.close()
            g = with_cleanup(log)
    return total, log


def chain(n):
    yield from limited(n)
    yield from count(100, 1)


def delegated(n):
    g = chain(900)
    total = 0
    for _ in range(n):
        total += next(g)
    return total


def nested(n):
    g = count(0, 1)

    def pairs():
        while True:
            yield next(g), next(g)

    p = pairs()
    total = 0
    for _ in range(n):
        a, b = next(p)
        total += a * b
    return total


def itself(n):
    def recursive():
        while True:
            try:
                yield next(me)
            except ValueError as e:
                yield str(e)

    me = recursive()
    seen = set()
    for _ in range(n):
        seen.add(next(me))
    return seen


def handled(n):
    g = count(0, 1)
    total = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            total += next(g)
        except ValueError as e:
            total += next(g) + e.args[0]
    return total


def locals_seen(n):
    import sys

    def watch():
        k = 0
        while True:
            k += 1
            if k == 1500:
                yield sys._getframe().f_back.f_locals["total"]
            else:
                yield k

    g = watch()
    total = 0
    for _ in range(n):
        total += next(g)
    return total


print(stepped(3000))
print(two(3000))
print(sent(3000))
print(ending(3000))
print(defaults(3000))
print(cleanups(3000))
print(delegated(3000))
print(nested(3000))
print(itself(1500))
print(handled(3000))
print(locals_seen(3000))
raising(3000)
