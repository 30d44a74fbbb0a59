# What a class is to patterns is what the first of its bases is that is something.
import collections
import collections.abc
import weakref


class A(collections.UserDict, list):
    pass


class B(collections.abc.MutableSequence, dict):
    __delitem__ = __getitem__ = __len__ = __setitem__ = insert = None


class C(dict, collections.abc.Sequence):
    pass


class D(list, collections.abc.Mapping):
    pass


for c in (A, B, C, D):
    match c.__new__(c):
        case [*_]:
            print(c.__name__, "sequence")
        case {}:
            print(c.__name__, "mapping")

m = memoryview(b"abc")
r = weakref.ref(m)
print(r() is m)
