"""Sorting: stability, keys that raise or change the list, mixed types, reverse."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import functools

words = 'the quick brown Fox jumps over The lazy dog'.split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len, reverse=True), sorted(words, key=lambda w: (-len(w), w)), sorted(words, key=functools.cmp_to_key(lambda a, b: (a > b) - (a < b)))[:2])
for data in ([3, 1.5, True, 2**70, -1.0], [(1, 'b'), (1, 'a'), (0, 'z')], [[2], [1, 5], []], ['b', 'a', '\u00e9', 'B'], [b'b', b'a'], [float('inf'), -0.0, 0, 5], [None], [], [{1}, {1, 2}, set()]):
    print(sorted(data), sorted(data, reverse=True))
for data in ([1, 'a'], [None, 1], [1j, 2j], [{}, {}], [object(), object()][:1] + [1], [(1, 'a'), (1, 2)], [[1], (1,)]):
    try:
        sorted(data)
    except TypeError as e:
        print(str(e).replace('object', 'o'))


class K:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if self.n == 3:
            raise ValueError('three')
        return self.n < other.n


a = [K(n) for n in (5, 3, 4, 1)]
show(a.sort)
print(sorted(k.n for k in a) if False else sorted(x.n for x in a if x.n != 3), len(a))
b = [3, 1, 2]


def grows(x):
    b.append(x)
    return x


show(b.sort, key=grows)
print(b)
b = [3, 1, 2]


def looks(x):
    return len(b), x


b.sort(key=looks)
print(b)
show(sorted, 5)
show(sorted, [1], None)
show(sorted, [2, 1], key=None, reverse=True)
show([].sort, key=5)
show([1].sort, key=5)
show([1, 2].sort, reverse=None)
print(sorted({3: 'a', 1: 'b'}), sorted('cab'), sorted(range(5, 0, -1)), sorted(x for x in (2, 1)), max('abc', key=ord), min([], default='none'))
