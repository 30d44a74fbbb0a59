"""Async generators that are iterated over in hot loops: items, ends, exceptions, and who is told of the first one."""
import sys
import traceback
import types


@types.coroutine
def pause(x):
    return (yield x)


async def count(n, every=0):
    for k in range(n):
        if every and k % every == 0:
            got = await pause(k)
            if got:
                yield got
        yield k


def run(c, send=None):
    paused = 0
    try:
        while True:
            c.send(send if paused else None)
            paused += 1
    except StopIteration as e:
        return e.value, paused


async def total(n, every=0):
    t = 0
    async for x in count(n, every):
        t += x
    return t


print(run(total(3000)), run(total(1500, 7)), run(total(1500, 7), 5))


async def nested(n):
    async for a in count(n):
        async for b in count(a % 4):
            yield a, b


async def pairs(n):
    return [a * b async for a, b in nested(n)], {a: b async for a, b in nested(9)}


found, last = run(pairs(700))[0]
print(len(found), sum(found), last)


# What an item is: also what StopIteration would unpack, or looks like an exception.
async def odd():
    for k in range(300):
        yield None
        yield (1, 2)
        yield ()
        yield StopIteration(k)


async def kinds():
    seen = {}
    async for x in odd():
        seen[type(x).__name__] = seen.get(type(x).__name__, 0) + 1
    return seen


print(run(kinds()))


# Exceptions.
async def failing(n):
    try:
        for k in range(n):
            yield k
        raise KeyError(n)
    finally:
        closed.append(n)


async def catches(n):
    t = 0
    try:
        async for x in failing(n):
            t += x
    except KeyError as e:
        return t, [f.name for f in traceback.extract_tb(e.__traceback__)]


closed = []
for k in range(200):
    result = run(catches(k % 10))
print(result, len(closed), sum(closed))


async def breaks(n):
    t = 0
    for k in range(n):
        g = failing(9)
        async for x in g:
            t += x
            if x == 3:
                break
        await g.aclose()
        try:
            await g.asend(None)
        except StopAsyncIteration:
            t += 1
        h = count(3)
        t += await anext(h) + await h.asend(None) + await anext(h, 5) + await anext(h, 100)
    return t


closed.clear()
print(run(breaks(400)), len(closed))


# The first iteration is told of, each time.
def first(g):
    told.append(g.__name__)


told = []
before = sys.get_asyncgen_hooks()
sys.set_asyncgen_hooks(firstiter=first)


async def many(n):
    t = 0
    for k in range(n):
        async for x in count(3):
            t += x
    return t


print(run(many(700)), len(told))
sys.set_asyncgen_hooks(*before)
print(run(many(700)), len(told))


# Two who ask at once.
async def slow():
    for k in range(3):
        await pause(k)
        yield k


for k in range(300):
    g = slow()
    a, b = g.asend(None), g.asend(None)
    a.send(None)
    try:
        b.send(None)
    except RuntimeError as e:
        message = str(e)
    try:
        a.send(None)
    except StopIteration as e:
        value = e.value
    try:
        a.send(None)
    except RuntimeError as e:
        again = str(e)
print(message, value, again)
