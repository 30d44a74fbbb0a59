"""Coroutines that wait for coroutines of the same function, and generators whose bodies begin often."""
import sys
import traceback
import types


@types.coroutine
def step(x):
    got = yield x
    return got


async def fib(n):
    if n < 2:
        return n
    return await fib(n - 1) + await fib(n - 2)


def run(c, sent=None):
    steps = 0
    try:
        while True:
            c.send(sent if steps else None)
            steps += 1
    except StopIteration as e:
        return e.value, steps


print([run(fib(k)) for k in range(17)])


async def tree(n):
    if n == 0:
        return await step(n)
    left = await tree(n - 1)
    right = await tree(n - 1)
    return left + right + n


print([run(tree(5), k) for k in range(60)][-3:])


# What is thrown in goes through the chain; what is raised inside comes out with all lines.
async def fragile(n, log):
    try:
        if n == 0:
            return await step("bottom")
        return await fragile(n - 1, log) + 1
    except KeyError as e:
        log.append((n, e.args))
        if n == 3:
            raise ValueError(n) from e
        raise
    finally:
        log.append(n)


seen = []
for k in range(300):
    log = []
    c = fragile(5, log)
    c.send(None)
    try:
        if k % 3 == 0:
            c.throw(KeyError(k))
        elif k % 3 == 1:
            c.close()
        else:
            c.send(k)
    except ValueError as e:
        seen.append((repr(e.__cause__), len(traceback.extract_tb(e.__traceback__)), len(log)))
    except StopIteration as e:
        seen.append(e.value)
    else:
        seen.append(len(log))
print(seen[:3], seen[-3:])


async def failing(n):
    if n == 0:
        raise RuntimeError("at the bottom")
    return await failing(n - 1)


for k in range(400):
    try:
        failing(6).send(None)
    except RuntimeError as e:
        last = e
print([(f.name, f.line) for f in traceback.extract_tb(last.__traceback__)])


# What is handled outside shows inside; what is handled inside does not show outside.
async def looks(n):
    if n == 0:
        return type(sys.exception()).__name__
    try:
        raise LookupError(n)
    except LookupError:
        inside = await looks(n - 1)
    return inside + type(sys.exception()).__name__[0]


answers = set()
for k in range(800):
    try:
        if k % 2:
            raise OSError(k)
        answers.add(run(looks(3)))
    except OSError:
        answers.add(run(looks(2)))
print(sorted(answers))


# The depth is limited.
async def deep(n):
    return 1 + await deep(n + 1) if n < 10_000 else n


for k in range(5):
    try:
        run(deep(0))
    except RecursionError as e:
        print(type(e).__name__)


# Generators that end in traces.
def short(n):
    yield n
    yield n + 1
    return n + 2


total = ends = 0
for k in range(3000):
    g = short(k)
    try:
        while True:
            total += next(g)
    except StopIteration as e:
        ends += e.value
print(total, ends)


def outer(n):
    got = yield from short(n)
    return (yield got) or got


ends = 0
for k in range(2000):
    g = outer(k)
    sent = None
    try:
        while True:
            total += g.send(sent)
            sent = k if k % 5 else None
    except StopIteration as e:
        ends += e.value
    try:
        next(g)
    except StopIteration as e:
        ends += e.value is None
print(total, ends)


def uncaught(n):
    g = short(n)
    for _ in range(3):
        next(g)


for k in range(600):
    try:
        uncaught(k)
    except StopIteration as e:
        last = e
print(last.value, [f.line for f in traceback.extract_tb(last.__traceback__)])


# Objects that are waited for, or iterated over, by generators of their own.
class Wait:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        if self.n:
            inner = yield from Wait(self.n - 1).__await__()
            return inner + 1
        return (yield "w")


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n + await Wait(self.n % 3)


async def consume(n):
    total = 0
    async for v in Countdown(n):
        total += v
    async with Manager() as m:
        total += await Wait(m)
    return total


class Manager:
    async def __aenter__(self):
        return await step(2) + 1

    async def __aexit__(self, *exc):
        await step(0)
        return False


print([run(consume(n), 1) for n in range(40)][-3:])


class Tree:
    def __init__(self, depth):
        self.left = self.right = None
        self.depth = depth
        if depth:
            self.left, self.right = Tree(depth - 1), Tree(depth - 1)

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.depth
        yield from [self.depth] if self.depth > 5 else ()
        if self.right:
            yield from self.right


t = Tree(7)
for k in range(10):
    print(sum(t), end=" ")
print()


# Bodies with much before the first yield, driven by what the interpreter does not follow.
def weighty(n):
    scale = n * 3
    a = [scale + k for k in (1, 2, 3)]
    b = {k: k * n for k in a}
    c = sum(a) + len(b)
    d = max(a) - min(b.values())
    e = (c * d) % 1001
    f = e ^ scale
    g = f"{f}-{e}"
    yield c + d + e + f + len(g)
    yield lambda: (n, scale)


pairs = [dict(zip("ab", weighty(k))) for k in range(2500)]
print(sum(p["a"] for p in pairs), pairs[-1]["b"](), pairs[7]["b"]())

made = [bytes(x & 255 for x in range(k)) for k in range(60)]
print(len(made[-1]), made[-1][-3:])
