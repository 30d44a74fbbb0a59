import sys


def inner():
    print(sys.exc_info()[0], sys.exception())


try:
    1 // 0
except ZeroDivisionError as error:
    print(sys.exc_info()[0] is ZeroDivisionError, sys.exception() is error)
    inner()
    try:
        {}["x"]
    except KeyError:
        inner()
    inner()
inner()


def gen():
    try:
        raise ValueError("in gen")
    except ValueError:
        yield sys.exception()
        yield sys.exception()


g = gen()
print(repr(next(g)))
print(sys.exception())
try:
    raise KeyError("outside")
except KeyError:
    print(repr(next(g)), repr(sys.exception()))
