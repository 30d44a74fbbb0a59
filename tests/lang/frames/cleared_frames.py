# `frame.clear()` lets go of the variables of a frame that an exception ended.
import contextlib
import gc
import io
import sys
import traceback
import weakref

class C:
    pass

def inner(x=5, **kwargs):
    1 / 0

def outer(**kwargs):
    try:
        inner(**kwargs)
    except ZeroDivisionError as e:
        exc = e
    return exc

def entries(tb):
    while tb is not None:
        yield tb
        tb = tb.tb_next

def by_hand(exc):
    for tb in entries(exc.__traceback__):
        tb.tb_frame.clear()

def by_library(exc):
    traceback.clear_frames(exc.__traceback__)

def looked_at(exc):
    print([sorted(tb.tb_frame.f_locals) for tb in entries(exc.__traceback__)][-1:])
    by_hand(exc)

# (Many of each: a conservative collector may take one for being in use.)
MANY = 20

def made():
    c = C()
    wr = weakref.ref(c)
    exc = outer(c=c)
    del c
    return exc, wr

def check(clear):
    pairs = [made() for _ in range(MANY)]
    gc.collect()
    print(sum(wr() is not None for _, wr in pairs))
    with contextlib.redirect_stdout(io.StringIO()) as out:
        for exc, _ in pairs:
            clear(exc)
    print(out.getvalue().partition("\n")[0])
    gc.collect()
    print(sum(wr() is None for _, wr in pairs) > MANY // 2)
    exc = pairs[0][0]
    print([(tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno) for tb in entries(exc.__traceback__)])
    print([dict(tb.tb_frame.f_locals) for tb in entries(exc.__traceback__)][-1:])

def within():
    def raises():
        c = C()
        1 / 0
    try:
        raises()
    except ZeroDivisionError as exc:
        frame = exc.__traceback__.tb_next.tb_frame
        print(sorted(frame.f_locals))
        frame.clear()
        print(sorted(frame.f_locals))
        try:
            exc.__traceback__.tb_frame.clear()
        except RuntimeError as e:
            print(e)

for clear in (by_hand, by_library, looked_at):
    check(clear)
within()
import collections
x = collections.UserDict()
print(repr(weakref.ref(x)).split("'")[1], repr(weakref.proxy(x)).split("'")[1])
import _suggestions
print(_suggestions._generate_suggestions(["hello", "world"], "hell"), _suggestions._generate_suggestions(["a"], "zzzz"))
