# sys.tracebacklimit, with numbers of any size.
import sys


def inner():
    1 / 0


def outer():
    inner()


for limit in (10, 4, 3, 2, 1, 0, -1, 1 << 100, -1 << 100, None):
    sys.tracebacklimit = limit
    print("limit", limit, file=sys.stderr)
    try:
        outer()
    except ZeroDivisionError as e:
        sys.excepthook(type(e), e, e.__traceback__)
