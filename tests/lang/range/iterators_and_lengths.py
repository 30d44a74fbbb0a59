"""Lengths at the edge, and iterators that are set, copied and measured."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import copy
import operator
import sys

for r in (range(sys.maxsize), range(sys.maxsize - 1), range(-1, sys.maxsize), range(2**64), range(-sys.maxsize, sys.maxsize)):
    show(len, r)
    show(r.__len__)
    print(r[-1], bool(r), r == range(r.start, r.stop), hash(r) == hash(range(r.start, r.stop)))
for it in (iter(range(10)), iter(range(2**64, 2**64 + 10)), iter(range(10, 0, -3))):
    next(it)
    print(operator.length_hint(it), list(copy.copy(it)), it.__reduce__()[1])
    it.__setstate__(2)
    print(operator.length_hint(it), next(it), end=' ')
    show(it.__setstate__, 2**70)
    print(list(it))
    for bad in ('', 1.0, None):
        show(it.__setstate__, bad)
