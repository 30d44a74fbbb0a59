"""__del__ of subclasses of every built-in type runs."""

import collections
import gc


def make(base, *args):
    class A(base):
        def __del__(self):
            print('del', base.__name__, end='; ')

    A(*args)


for base in (object, list, dict, set, frozenset, tuple, str, bytes, bytearray, int, float, complex, Exception, collections.deque, collections.OrderedDict, collections.defaultdict, collections.Counter):
    make(base)
    gc.collect()
print()

print('end')
