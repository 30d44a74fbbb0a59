# `frame.clear()` lets go of the variables of a frame that an exception ended.
import gc
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

def check(clear):
    c = C()
    wr = weakref.ref(c)
    exc = outer(c=c)
    del c
    gc.collect()
    print(wr() is not None)
    clear(exc)
    gc.collect()
    print(wr() is None)
    print([(tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno) for tb in entries(exc.__traceback__)])
    print([dict(tb.tb_frame.f_locals) for tb in entries(exc.__traceback__)][-1:])

def within():
    wr = None
    def raises():
        nonlocal wr
        c = C()
        wr = weakref.ref(c)
        1 / 0
    try:
        raises()
    except ZeroDivisionError as exc:
        gc.collect()
        print(wr() is not None)
        exc.__traceback__.tb_next.tb_frame.clear()
        gc.collect()
        print(wr() is None)
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
