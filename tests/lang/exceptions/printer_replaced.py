"""Uncaught exceptions are printed by `traceback._print_exception_bltin`; if that fails, simpler. Entries made by hand."""
import io
import sys
import traceback
import types


def f(n):
    if n:
        return f(n - 1)
    return (1 +
            n.x)


def show(exc):
    out, sys.stderr = sys.stderr, io.StringIO()
    try:
        sys.__excepthook__(type(exc), exc, exc.__traceback__)
    finally:
        text, sys.stderr = sys.stderr.getvalue(), out
    print(text.replace(__file__, "FILE"))


def caught(g):
    try:
        g()
    except BaseException as e:
        return e


def chained():
    try:
        f(0)
    except AttributeError as e:
        raise ExceptionGroup("several", [e, ValueError(3)]) from e


original = traceback._print_exception_bltin
show(caught(lambda: f(1)))
traceback._print_exception_bltin = lambda exc: print("mine:", repr(exc))
show(caught(lambda: f(1)))
traceback._print_exception_bltin = lambda *args: 1 / 0
show(caught(lambda: f(6)))
show(caught(chained))
traceback._print_exception_bltin = None
show(caught(lambda: f(0)))
opener = io.open
del io.open
show(caught(lambda: f(1)))
io.open = opener
del traceback._print_exception_bltin
show(caught(lambda: f(0)))
traceback._print_exception_bltin = original


def here():
    return sys._getframe()


frame = here()
for lasti, line in (0, here.__code__.co_firstlineno), (2, here.__code__.co_firstlineno + 1):
    exc = KeyboardInterrupt()
    exc.__traceback__ = types.TracebackType(None, frame, lasti, line)
    show(exc)
