"""Casting, shapes, strides and comparison of memoryviews."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import array

m = memoryview(bytes(range(12)))
print(m.format, m.itemsize, m.ndim, m.shape, m.strides, m.nbytes, m.readonly, m.c_contiguous, m.obj == bytes(range(12)))
for args in (('H',), ('i',), ('B', [3, 4]), ('B', (2, 2, 3)), ('c',), ('?',), ('b',), ('d',), ('Z',), ('B', [5]), ('B', []), ('H', [2, 3]), (5,), ('B', [0, 12]), ('B', [-3, -4])):
    try:
        c = m.cast(*args)
        print(args, c.format, c.shape, c.strides, c.tolist())
    except Exception as e:
        print(args, type(e).__name__, e)
c = m.cast('B', [3, 4])
print(c[1, 2], c[-1, -1], len(c), c.tolist()[1], c == m.cast('B', [3, 4]), c == m)
for index in ((3, 0), (0, 9), (0,), (0, 0, 0), 0, slice(0, 1), (slice(0, 1), 0), 'a', (0, 'a')):
    show(lambda: c[index] if not isinstance(index, slice) else c[index].tolist())
show(lambda: m.cast('H').cast('B').tolist()[:2])
a = array.array('i', [1, 2, 3])
v = memoryview(a)
v[1] = 20
v[::2] = memoryview(array.array('i', [7, 9]))
print(a, v[::-1].tolist(), v[::-1].c_contiguous, v[::-1].strides, v.tobytes() == a.tobytes(), bytes(v[::-1][:1]))
for bad in (lambda: v.__setitem__(0, 'a'), lambda: v.__setitem__(0, 2**40), lambda: v.__setitem__(9, 1), lambda: v.__setitem__(slice(0, 2), v[:1]), lambda: v.__setitem__(slice(0, 1), b'abcd'), lambda: v.__delitem__(0), lambda: m.__setitem__(0, 1), lambda: v[::-1].cast('B'), lambda: memoryview('a'), lambda: memoryview(), lambda: hash(v), lambda: v < v):
    show(bad)
print(hash(memoryview(b'abc')) == hash(b'abc'), memoryview(b'abc') == b'abc', memoryview(b'abc') == 'abc', memoryview(array.array('d', [1, 2])) == array.array('i', [1, 2]))
