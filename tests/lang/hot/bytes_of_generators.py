# Bytes and bytearrays made of what generators and maps yield, again and again; what is wrong with an item, and when.

import sys
import traceback


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        print("index", self.n)
        return self.n

    def __repr__(self):
        return "Index"


class Own:
    """Says what its bytes are; iterating is another matter."""

    def __bytes__(self):
        return b"own"

    def __iter__(self):
        yield 1
        yield 2


class Walked:
    def __iter__(self):
        for i in range(5):
            yield i * 50


class Lazy(bytes):
    pass


def mixed(n, at, what):
    for i in range(n):
        if i == at:
            print("yields", what)
            yield what
            print("goes on")
        yield i % 256


def make(turns):
    total = 0
    for i in range(turns):
        a = bytes(x * 3 % 256 for x in range(i % 20))
        b = bytearray(x ^ i & 255 for x in range(i % 9))
        c = bytes(map(lambda x: x & 127, range(i, i + 5)))
        d = bytes(x + y & 255 for x, y in zip(a, b))
        e = bytes(x for n, x in enumerate(a) if n % 2)
        f = Lazy(x for x in a)
        total += sum(a) + len(b) + c[0] + len(d) + e.count(3) + len(f)
        if type(a) is not bytes or type(b) is not bytearray or type(f) is not Lazy:
            print("types")
    return total


def odd(turns):
    log = []
    for i in range(turns):
        for what in [True, Index(7), 256, -1, "a", None, 1 << 70, 2.0, -(1 << 80)]:
            if i < turns - 1:
                what = 9
            for made in bytes, bytearray:
                try:
                    v = made(mixed(4, 2, what)) if i == turns - 1 else made(x for x in (1, 2, what))
                    log.append(v)
                except (TypeError, ValueError, OverflowError) as e:
                    log.append((type(e).__name__, str(e)))
    return log[-18:]


def raises(turns):
    def failing(n):
        for i in range(n):
            if i == 8:
                raise KeyError(i)
            yield i

    count = 0
    for i in range(turns):
        try:
            bytes(failing(i % 12))
        except KeyError as e:
            count += 1
            names = [f.name for f in traceback.extract_tb(e.__traceback__)]
            seen = [sys._getframe().f_code.co_name] + names
    return count, seen


def others(turns):
    log = set()
    for i in range(turns):
        log.add(bytes(Own()))
        log.add(bytes(Walked()))
        log.add(bytes(bytearray(Own())))
        log.add(bytes(iter([1, 2])))
        log.add(bytes((x for x in "12"), "ascii") if i < 0 else b"")
        left = (x for x in range(10))
        log.add(bytes(x for x, _ in zip(left, "abc")))
        log.add(bytes(left))
    return sorted(log)


print(make(1500))
print(odd(400))
print(raises(1500))
print(others(600))
