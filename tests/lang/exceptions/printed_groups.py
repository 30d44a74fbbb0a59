# Exception groups as tracebacks print them.
import sys


def make(n):
    try:
        raise ValueError(n)
    except ValueError as e:
        return e


def deep(n):
    e = ValueError(n)
    for i in range(n):
        e = ExceptionGroup(str(i), [e, TypeError(f"line {i}\nanother")])
    return e


def wide():
    raise ExceptionGroup("wide", [make(n) for n in range(20)])


def nested():
    inner = ExceptionGroup("inner", [make(1), KeyError("k")])
    inner.add_note("a note")
    raise ExceptionGroup("outer", [inner, make(2)])


def from_cause():
    try:
        nested()
    except ExceptionGroup as e:
        raise ExceptionGroup("second", [make(3)]) from e


def plain_from_group():
    try:
        nested()
    except ExceptionGroup as e:
        raise OSError("plain") from e


def chain_inside():
    def one():
        try:
            raise KeyError(1)
        except KeyError:
            raise IndexError(2)
    try:
        one()
    except IndexError as e:
        raise ExceptionGroup("chain inside", [e, make(4)])


def star():
    try:
        raise ExceptionGroup("star", [ValueError(1), TypeError(2), ExceptionGroup("x", [ValueError(3)])])
    except* ValueError as g:
        raise KeyError("in the clause")


def star_naked():
    try:
        raise ValueError("naked")
    except* ValueError:
        raise KeyError("again")


def star_rest():
    try:
        raise ExceptionGroup("rest", [ValueError(1), TypeError(2)])
    except* ValueError:
        pass


class Mine(ExceptionGroup):
    def derive(self, excs):
        return Mine(self.message, excs)


def own():
    try:
        raise Mine("own", [ValueError(1), TypeError(2)])
    except* TypeError:
        raise


def base():
    raise BaseExceptionGroup("base", [KeyboardInterrupt(), ValueError(5)])


for function in (wide, nested, from_cause, plain_from_group, chain_inside, star, star_naked, star_rest, own, base):
    try:
        function()
    except BaseException:
        sys.__excepthook__(*sys.exc_info())
for n in 3, 12:
    try:
        raise deep(n)
    except ExceptionGroup:
        sys.__excepthook__(*sys.exc_info())
