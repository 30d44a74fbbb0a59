# `yield from`, await, `async for` and `async with` in loops that become traces: values, results, exceptions on the way.
import sys


class Stop(Exception):
    pass


def inner(k):
    for i in range(k):
        yield i
    return k * 10


def outer(n):
    total = 0
    for i in range(n):
        total += yield from inner(i % 4)
    return total


def delegated(n):
    total = 0
    gen = outer(n)
    while True:
        try:
            total += next(gen)
        except StopIteration as stop:
            return total, stop.value


def looped(n):
    total = 0
    for x in outer(n):
        total += x
    return total


class Node:
    def __init__(self, left, value, right):
        self.left = left
        self.value = value
        self.right = right

    def walk(self):
        if self.left:
            yield from self.left.walk()
        yield self.value
        if self.right:
            yield from self.right.walk()


def make(depth, at=1):
    return Node(make(depth - 1, 2 * at), at, make(depth - 1, 2 * at + 1)) if depth else None


def walked(n):
    tree, total = make(6), 0
    for _ in range(n):
        for x in tree.walk():
            total = total * 3 + x & 0xffffff
    return total


def echo():
    got = []
    while True:
        x = yield len(got)
        if x is None:
            return got
        got.append(x)


def through():
    results = []
    while True:
        results.append((yield from echo()))
        if len(results) > 50:
            return results


def sent(n):
    gen = through()
    next(gen)
    last = 0
    for i in range(n):
        try:
            last += gen.send(i if i % 30 else None)
        except StopIteration as stop:
            return last, len(stop.value), stop.value[-1]
    return last


def failing(k):
    yield 1
    if k % 3 == 0:
        raise Stop(k)
    yield 2


def passing(n):
    for i in range(n):
        try:
            yield from failing(i)
        except Stop as stop:
            yield -stop.args[0]


def broken(n):
    total = 0
    for x in passing(n):
        total += x
    return total


def lists(n):
    for i in range(n):
        yield from [i, i + 1]
        yield from (i,)
        yield from range(i % 3)
        yield from "ab"


def mixed(n):
    total = 0
    for x in lists(n):
        total += x if isinstance(x, int) else ord(x)
    return total


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


async def leaf(x):
    return x + 1


async def middle(x):
    if x % 100 == 7:
        raise Stop(x)
    return await leaf(x) + await leaf(x + 1)


async def chain(n):
    total = 0
    for i in range(n):
        try:
            total += await middle(i)
        except Stop as stop:
            total -= stop.args[0]
    return total


async def suspended(n):
    total = 0
    for i in range(n):
        total += await Ready(i)
        total += await middle(1)
    return total


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


class Manager:
    def __init__(self, log):
        self.log = log

    async def __aenter__(self):
        self.log[0] += 1
        return self

    async def __aexit__(self, kind, value, tb):
        self.log[1 if kind is None else 2] += 1
        return kind is Stop


async def numbers(n):
    for i in range(n):
        yield i


async def asynchronous(n):
    total = 0
    log = [0, 0, 0]
    async for x in Countdown(n):
        total += x
        async with Manager(log):
            if x % 5 == 0:
                raise Stop(x)
            total += 1
    async for x in numbers(n):
        total -= x
    return total, log, sum([x async for x in numbers(n) if x % 2])


def drive(coroutine):
    value, steps = None, 0
    try:
        while True:
            value = coroutine.send(value)
            steps += 1
    except StopIteration as stop:
        return stop.value, steps


N = 1500
print(delegated(N))
print(looped(N))
print(walked(60))
print(sent(N * 2))
print(broken(N))
print(mixed(N))
print(drive(chain(N)))
print(drive(suspended(N)))
print(drive(asynchronous(N)))
print(sys.exception())
coroutine = leaf(1)
try:
    coroutine.send(None)
except StopIteration as stop:
    print(stop.value)
for again in range(30):
    try:
        coroutine.send(None)
    except RuntimeError as error:
        message = str(error)
print(message)
