"""Who is behind a generator into which an exception is thrown: those that delegate to it."""
import sys


def names():
    frame, found = sys._getframe(1), []
    while frame and len(found) < 4:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found


def inner():
    try:
        yield 1
    except RuntimeError:
        print(names())
    yield 2
    return 3


def middle():
    try:
        return (yield from inner())
    except ValueError as e:
        print("middle", repr(e), names())
        yield 4
        return 5


def outer():
    v = yield from middle()
    print("outer got", v, names())
    yield v


g = outer()
g.send(None)
print(g.throw(RuntimeError), list(g))
g = outer()
g.send(None)
print(g.throw(ValueError("x")), list(g))
g = outer()
g.send(None)
try:
    g.throw(KeyError)
except KeyError as e:
    tb, found = e.__traceback__, []
    while tb:
        found.append((tb.tb_frame.f_code.co_name, tb.tb_lineno))
        tb = tb.tb_next
    print(found)
g = outer()
g.send(None)
print(g.close(), list(g))


class Suspending:
    def __await__(self):
        try:
            yield
        except RuntimeError:
            print(names())
            raise


async def coroutine():
    try:
        await Suspending()
    except RuntimeError as e:
        print(names(), e.__context__)


async def main():
    await coroutine()
    return "done"


m = main()
m.send(None)
try:
    m.throw(RuntimeError)
except StopIteration as e:
    print(e.value)


def deep(n):
    if n == 0:
        try:
            yield
        except RuntimeError:
            return "bottom"
    return (yield from deep(n - 1))


g = deep(300)
next(g)
try:
    g.throw(RuntimeError)
except StopIteration as e:
    print(e.value)
