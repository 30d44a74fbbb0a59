"""Chains of generators that delegate to one another: values, results, exceptions, and what can be seen meanwhile."""
import sys
import traceback


def leaf(n):
    total = 0
    for i in range(n):
        got = yield i
        total += got or 0
    return total


def middle(n, depth):
    if depth == 0:
        return (yield from leaf(n))
    result = yield from middle(n, depth - 1)
    return result + 1


for depth in (0, 1, 5, 40):
    g = middle(4, depth)
    print([next(g), g.send(10), g.send(20), g.send(30)], end=" ")
    try:
        g.send(40)
    except StopIteration as stop:
        print(stop.value)


# Exceptions from the innermost: handlers further out, at any level.
def fails(n):
    yield n
    yield n + 1
    raise KeyError(n)


def handles(depth, at):
    if depth == 0:
        yield from fails(7)
    elif depth == at:
        try:
            yield from handles(depth - 1, at)
        except KeyError as e:
            yield "caught", depth, e.args
            yield from leaf(2)
        finally:
            yield "finally"
    else:
        yield from handles(depth - 1, at)
    yield "after", depth


for at in (1, 3, 6):
    print(list(handles(6, at)))


def show(depth):
    g = handles(depth, 100)
    next(g)
    next(g)
    try:
        next(g)
    except KeyError:
        for entry in traceback.extract_tb(sys.exc_info()[2]):
            print("  ", entry.name, entry.lineno)
    print(next(g, "ended"))


show(3)


# What the running leaf sees of those that wait.
def looks(box):
    yield 1
    names = []
    frame = sys._getframe()
    while frame:
        names.append((frame.f_code.co_name, frame.f_lineno))
        frame = frame.f_back
    yield names
    yield [g.gi_running for g in box], [g.gi_suspended for g in box], [g.gi_yieldfrom for g in box]
    yield [g.gi_frame.f_back.f_code.co_name for g in box]
    for g in box:
        try:
            next(g)
        except ValueError as e:
            yield str(e)
        try:
            g.close()
        except ValueError as e:
            yield "close", str(e)
        try:
            g.throw(OSError)
        except ValueError as e:
            yield "throw", str(e)
    yield sys._getframe(1).f_code.co_name, sys._getframe(2).f_locals["name"], sys._getframe(3).f_code.co_name


def outer(box, name, depth):
    if depth:
        g = outer(box, name + "'", depth - 1)
    else:
        g = looks(box)
    box.append(g)
    yield from g


def consume():
    box = []
    g = outer(box, "o", 2)
    box.append(g)
    for v in g:
        print(v)
    print([g.gi_running for g in box], [g.gi_frame for g in box])


consume()


# A delegate that somebody else resumes, too.
def shared():
    inner = leaf(6)

    def user(name):
        got = yield from inner
        return name, got

    a, b = user("a"), user("b")
    print(next(a), next(b), next(inner), next(a), next(b), next(inner))
    for g in (a, b):
        try:
            next(g)
        except StopIteration as e:
            print(e.value)


shared()


# The delegate resumes its own chain from another generator that waits for it.
def knot():
    def inside():
        yield "first"
        try:
            next(other)
        except ValueError as e:
            yield repr(e)
        yield "last"

    inner = inside()

    def waits():
        yield from inner

    head, other = waits(), waits()
    print(next(head), end=" ")
    try:
        other.send(None)
    except StopIteration:
        pass
    print(list(head), other.gi_running)


knot()


# throw() and close() go down the chain; those that wait keep their place.
def guarded(depth, log):
    try:
        if depth:
            result = yield from guarded(depth - 1, log)
        else:
            try:
                yield 1
                yield 2
            except ValueError as e:
                log.append(("inner", str(e)))
                yield 3
            result = 0
        log.append((depth, result))
        return result + 1
    except GeneratorExit:
        log.append(("exit", depth))
        raise
    finally:
        log.append(("finally", depth))


log = []
g = guarded(3, log)
print(next(g), g.throw(ValueError("thrown")), next(g, "end"), log)
log = []
g = guarded(3, log)
print(next(g), next(g), g.close(), log)


# A result that a chain of awaits brings home.
class Pause:
    def __await__(self):
        got = yield "paused"
        return got


async def rest(depth):
    if depth == 0:
        return [await Pause(), await Pause()]
    got = await rest(depth - 1)
    got.append(depth)
    return got


c = rest(4)
print(c.send(None), c.send("a"), c.cr_running, c.cr_await is not None)
try:
    c.send("b")
except StopIteration as e:
    print(e.value)


# What is handled outside shows through, and what is handled inside does not leak.
def handled(depth):
    if depth:
        yield from handled(depth - 1)
    else:
        yield sys.exc_info()[0]
        try:
            raise OSError
        except OSError:
            yield sys.exc_info()[0]
        yield sys.exc_info()[0]


g = handled(3)
print(next(g))
try:
    raise LookupError
except LookupError:
    print(next(g), sys.exc_info()[0], next(g), sys.exc_info()[0])
print(sys.exc_info()[0], list(g))
