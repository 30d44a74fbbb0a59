# The text signatures of functions of modules say that they are bound to the module; classes may have one in their docstring.
import bisect
import inspect
import math
import operator
import os

for f in (len, print, abs, isinstance, sorted, sum, max, divmod, hash, id, globals, input, math.sqrt, math.gcd, math.isclose,
          operator.add, operator.call, bisect.bisect_left, os.getcwd, os.stat, str.join, "".join, str.maketrans, dict.fromkeys,
          [].append, object.__new__):
    print(f.__name__, f.__text_signature__)

for f in (len, abs, sorted, math.sqrt, math.isclose, operator.add, operator.call, bisect.insort, os.getcwd, [].append):
    print(inspect.signature(f))


class Documented:
    """Documented(first, /, second=2, *, third)
--

Makes one."""


class Other:
    """Another(first)
--

Has another name."""


class Plain:
    """Plain(first): no signature."""


class Late:
    """Late(first

second)
--

Has an empty line before the end."""


for c in (Documented, Other, Plain, Late):
    print(c.__name__, c.__text_signature__, inspect.signature(c))
