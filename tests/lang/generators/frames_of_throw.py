# While something is thrown into a chain of generators, the frames of those that wait stand behind the one that runs.
import sys
import types

def names(frame):
    found = []
    while frame and frame.f_code.co_name != "main":
        found.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
        frame = frame.f_back
    return found

def inner():
    print("inner", names(sys._getframe()))
    try:
        yield 1
    except ValueError:
        print("caught", names(sys._getframe()))
    print("after", names(sys._getframe()))
    yield 2
    raise KeyError("k")

def middle():
    print("middle", names(sys._getframe()))
    result = yield from inner()
    return result

def outer():
    frame = sys._getframe()
    try:
        yield from middle()
    except KeyError as e:
        print("outer got", repr(e), e.__traceback__.tb_frame is frame)
        print(sys.exception() is e)
    yield 3

class Custom:
    def __init__(self, answer):
        self.answer = answer
    def __iter__(self):
        return self
    def __next__(self):
        return 0
    def throw(self, *args):
        print("throw", args, names(sys._getframe()))
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

def custom(answer):
    try:
        got = yield from Custom(answer)
        print("got", got)
    except Exception as e:
        print("except", repr(e), repr(e.__context__))
    yield "end"

class NoThrow:
    def __iter__(self):
        return self
    def __next__(self):
        return 0

def without():
    try:
        yield from NoThrow()
    except ValueError as e:
        yield repr(e)

class Wrong(NoThrow):
    @property
    def throw(self):
        raise RuntimeError("no attribute")

def wrong():
    try:
        yield from Wrong()
    except BaseException as e:
        print("not here", e)

async def a():
    sys._getframe()
    return await b()

async def b():
    return await c()

@types.coroutine
def c():
    try:
        yield len(names(sys._getframe()))
    except ZeroDivisionError:
        yield len(names(sys._getframe()))

def main():
    g = outer()
    print(next(g), g.gi_frame.f_lineno - g.gi_code.co_firstlineno)
    print(g.throw(ValueError), g.gi_running, g.gi_yieldfrom.gi_code.co_name)
    print(names(g.gi_frame))
    print(next(g))
    for answer in (5, StopIteration(6), StopIteration(), TypeError("t")):
        g = custom(answer)
        next(g)
        print(g.throw(ValueError("v")))
    g = without()
    next(g)
    print(g.throw(ValueError("w")))
    g = wrong()
    next(g)
    try:
        g.throw(ValueError)
    except RuntimeError as e:
        print(e, e.__context__)
    print(g.gi_frame is not None)
    coroutine = a()
    print(coroutine.send(None), coroutine.throw(ZeroDivisionError))
    coroutine.close()

main()
