"""Recursive generators in hot loops: the depth of the chain changes from value to value."""
import sys


class Node:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def build(items):
    if not items:
        return None
    at = len(items) * 2 // 5
    return Node(build(items[:at]), items[at], build(items[at + 1 :]))


tree = build(range(400))
for _ in range(3):
    print(sum(tree), [v for v in tree] == list(range(400)), max(v * 7 % 11 for v in tree))


def flatten(x):
    for e in x:
        if isinstance(e, list):
            yield from flatten(e)
        else:
            yield e


nested = [[[i, [i + 1, [i + 2]]], [[i + 3]], i + 4] for i in range(60)]
total = 0
for _ in range(5):
    for v in flatten(nested):
        total += v
print(total)


def permutations(a):
    if len(a) <= 1:
        yield a
    else:
        for i in range(len(a)):
            for p in permutations(a[:i] + a[i + 1 :]):
                yield a[i : i + 1] + p


print(sum(p[0] * p[-1] for p in permutations([1, 2, 3, 4, 5])))


def counted(n, depth):
    """Results come back through the chain; the one that waits goes on with them."""
    if depth == 0:
        for i in range(n):
            yield i
        return n
    total = 0
    for _ in range(2):
        total += yield from counted(n, depth - 1)
    yield -depth
    return total


def all_of(depth):
    total = yield from counted(5, depth)
    yield "total", total


for depth in (0, 1, 4, 2):
    seen, last = 0, None
    for v in all_of(depth):
        if type(v) is int:
            seen += v
        last = v
    print(seen, last)


def fails(depth, at):
    if depth == 0:
        for i in range(50):
            if i == at:
                raise KeyError(i)
            yield i
    elif depth == 2:
        try:
            yield from fails(depth - 1, at)
        except KeyError as e:
            yield 1000 + e.args[0]
            yield from fails(0, 100)
    else:
        yield from fails(depth - 1, at)


total = 0
for at in range(20, 60):
    for v in fails(4, at):
        total += v
print(total)


def echo(depth):
    if depth:
        return (yield from echo(depth - 1))
    got, total = 0, 0
    while got is not None:
        total += got
        got = yield total
    return total


for depth in (3, 6):
    g = echo(depth)
    next(g)
    for i in range(300):
        out = g.send(i)
    try:
        g.send(None)
    except StopIteration as stop:
        print(out, stop.value)


# Somebody looks at the frames now and then.
def looks(n):
    for i in range(n):
        if i % 50 == 30:
            f = sys._getframe(1)
            yield f.f_code.co_name, f.f_locals["tag"]
        yield i


def wraps(n, tag):
    if tag == "c":
        yield from looks(n)
    else:
        yield from wraps(n, chr(ord(tag) + 1))


total, names = 0, []
for v in wraps(200, "a"):
    if type(v) is tuple:
        names.append(v)
    else:
        total += v
print(total, names)


# The running generator meets its own chain.
def meets(n):
    for i in range(n):
        if i == 90:
            try:
                next(chain)
            except ValueError as e:
                yield str(e)
        yield i


def links(depth):
    if depth:
        yield from links(depth - 1)
    else:
        yield from meets(100)


chain = links(3)
print([v for v in chain if type(v) is str])


class Pause:
    def __await__(self):
        return (yield 1)


async def steps(n):
    total = 0
    for i in range(n):
        total += await Pause()
    return total


async def nest(depth, n):
    if depth:
        return 1 + await nest(depth - 1, n)
    return await steps(n)


for depth in (1, 5, 9):
    c, paused = nest(depth, 80), 0
    try:
        paused += c.send(None)
        while True:
            paused += c.send(2)
    except StopIteration as stop:
        print(paused, stop.value)
