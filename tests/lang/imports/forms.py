import math
import math as m
from math import sqrt, pi as PI
import collections.abc
import os.path as osp
from collections import (
    OrderedDict,
    deque,
)
print(m is math, sqrt(16), round(PI, 5), collections.abc.Mapping.__name__, OrderedDict.__name__, osp.join("a", "b"), deque([1]), math.__name__)
for f in (lambda: __import__("nope_nope"), lambda: __import__("math.nope")):
    try:
        f()
    except ImportError as error:
        print(type(error).__name__, error, error.name)
try:
    from math import nothing
except ImportError as error:
    print(type(error).__name__, str(error).split(" (")[0])
try:
    import collections.nope
except ImportError as error:
    print(error)
def f():
    import string as s
    return s.digits
print(f())
