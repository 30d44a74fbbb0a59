"""Which error a number too large for a size, an index or a C int gives."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import array
import collections
import itertools
import os

big = 2**70
for f in (lambda: [1].pop(big), lambda: bytearray(b'a').pop(big), lambda: array.array('i', [1]).pop(big), lambda: b'a'[big], lambda: bytearray(b'a')[big], lambda: 'a'[big], lambda: [1][big], lambda: (1,)[-big],
          lambda: 'a'.ljust(big), lambda: b'a'.rjust(big), lambda: 'a'.center(big), lambda: 'a'.zfill(big), lambda: 'a'.expandtabs(big), lambda: 'a'.split('a', big), lambda: b'a'.split(b'a', big), lambda: 'a'.replace('a', 'b', big),
          lambda: [1].insert(big, 1), lambda: collections.deque()[big], lambda: collections.deque(maxlen=big), lambda: [1] * big, lambda: (1,) * big, lambda: 'a' * big, lambda: b'a' * big, lambda: bytearray(b'a') * big, lambda: [] * big,
          lambda: bytearray(big), lambda: bytes(big), lambda: range(3)[big], lambda: memoryview(b'a')[big], lambda: [1].index(1, big), lambda: 'a'.find('a', big), lambda: [1, 2][:big], lambda: 'abc'[-big:],
          lambda: bytes([big]), lambda: bytearray(b'a').__setitem__(0, big), lambda: sum([1], big), lambda: itertools.islice([], big), lambda: 1 >> big, lambda: 0 << big, lambda: os.urandom(big), lambda: b'ab'.hex(':', big)):
    show(f)
