"""Attributes of instances of bytes and bytearray subclasses survive copying and pickling."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import copy
import pickle


class Bytes(bytes):
    pass


class Array(bytearray):
    pass


class Slots(bytearray):
    __slots__ = ('x', '__dict__')


for cls in (Bytes, Array, Slots):
    a = cls(b'abc\xff')
    a.x = 10
    a.y = cls(b'inner')
    for b in [copy.copy(a), copy.deepcopy(a)] + [pickle.loads(pickle.dumps(a, n)) for n in range(pickle.HIGHEST_PROTOCOL + 1)]:
        print(type(b).__name__, b == a, b.x, b.y == a.y, b is a, end='; ')
    print()
show(bytearray(b'ab\xff').__reduce__)
show(bytearray(b'ab').__reduce_ex__, 2)
show(bytearray(b'ab').__reduce_ex__, 4)
