import sys


def f():
    g()


def g():
    raise ValueError("deep")


try:
    f()
except ValueError as error:
    tb = error.__traceback__
    while tb:
        print(tb.tb_frame.f_code.co_name, tb.tb_lineno)
        tb = tb.tb_next
    fresh = error.with_traceback(None)
    print(fresh is error, error.__traceback__)
