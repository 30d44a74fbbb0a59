# Generators that raise, catch, are thrown into and closed, in loops that become traces.
import sys


class Stop(Exception):
    pass


def careful(n):
    for i in range(n):
        try:
            if i % 3 == 0:
                raise Stop(i)
            yield i
        except Stop as stop:
            yield -stop.args[0]


def consume(n):
    total = 0
    for x in careful(n):
        total = total * 3 + x & 0xffffff
    return total


def raising(k):
    yield 1
    yield 2
    if k % 2:
        raise Stop(k)
    yield 3


def ends(n):
    total = 0
    for i in range(n):
        try:
            for x in raising(i):
                total += x
        except Stop as stop:
            total += stop.args[0]
    return total


def yielding_in_handler(n):
    for i in range(n):
        try:
            raise Stop(i)
        except Stop:
            yield sys.exception().args[0]
        yield sys.exception()


def handler(n):
    out = []
    for x in yielding_in_handler(n):
        out.append(x)
    return len(out), out[-4:], sys.exception()


def outer_handler(n):
    total = 0
    try:
        raise KeyError("outer")
    except KeyError:
        for x in yielding_in_handler(n):
            if x is not None and not isinstance(x, KeyError):
                total += x
            if sys.exception().args != ("outer",):
                print("wrong", sys.exception())
    return total


def listener():
    got = 0
    while True:
        try:
            got += yield got
        except Stop as stop:
            got -= stop.args[0]
        except ValueError:
            got = 0


def thrown(n):
    g = listener()
    next(g)
    last = 0
    for i in range(n):
        if i % 4 == 0:
            last = g.throw(Stop(i))
        elif i % 101 == 0:
            last = g.throw(ValueError)
        else:
            last = g.send(i)
    g.close()
    return last


def cleaning(log):
    try:
        yield 1
        yield 2
    finally:
        log.append(1)


def closed(n):
    log = []
    for i in range(n):
        g = cleaning(log)
        next(g)
        if i % 2:
            next(g)
        g.close()
    return len(log)


def returned(n):
    def inner(k):
        yield k
        return k * 2

    def outer(k):
        try:
            value = yield from inner(k)
        except Stop as stop:
            value = stop.args[0]
        yield value

    total = 0
    for i in range(n):
        for x in outer(i):
            total += x
        g = outer(i)
        next(g)
        total += g.throw(Stop(5))
    return total


def stop_iteration_inside(n):
    def bad(k):
        yield k
        raise StopIteration(k)

    count = 0
    for i in range(n):
        try:
            for x in bad(i):
                count += x
        except RuntimeError as error:
            count += error.__cause__.value
    return count


N = 2000
print(consume(N))
print(ends(N))
print(handler(N))
print(outer_handler(N))
print(thrown(N))
print(closed(N))
print(returned(N))
print(stop_iteration_inside(N))
