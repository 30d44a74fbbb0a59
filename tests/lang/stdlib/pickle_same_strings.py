"""Which names are the same strings: pickles show it."""
import collections
import datetime
import math
import pickle
import time

for v in (
    str.join,
    dict.fromkeys,
    datetime.date(2020, 1, 1),
    datetime.datetime(2020, 1, 1),
    enumerate([1]),
    ["int", int, "builtins", print, len, "print", int],
    [math.sin, math.cos, time.time, collections.deque, collections.OrderedDict],
    [print.__module__, len.__module__, int.__module__, str.__module__],
    [ValueError, OSError("x"), Ellipsis, type(None)],
    complex.__dict__["real"],
):
    print(pickle.dumps(v))


class S:
    __slots__ = ("x",)


print(pickle.dumps(S.x, 2), pickle.loads(pickle.dumps(S.x)) is S.x)
for v in (dict.__dict__["fromkeys"], str.__dict__["maketrans"]):
    try:
        print(pickle.dumps(v))
    except TypeError as e:
        print(e)
