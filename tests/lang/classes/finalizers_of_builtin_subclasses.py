"""__del__ of subclasses of every built-in type runs."""

import collections
import gc

gone = set()


def make(base, *args):
    class A(base):
        def __del__(self):
            gone.add(base.__name__)

    A(*args)


bases = (object, list, dict, set, frozenset, tuple, str, bytes, bytearray, int, float, complex, Exception,
         collections.deque, collections.OrderedDict, collections.defaultdict, collections.Counter)
for _ in range(4):
    for base in bases:
        make(base)
gc.collect()
gc.collect()
print(len(bases), sorted(gone))
