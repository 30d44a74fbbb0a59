"""Slices with huge, negative and odd bounds and steps, on every sequence."""
HUGE = 10**30
sequences = [list(range(7)), tuple(range(7)), "abcdefg", b"abcdefg", bytearray(b"abcdefg"), range(7)]
slices = [slice(None, None, HUGE), slice(None, None, -HUGE), slice(-HUGE, HUGE), slice(HUGE, -HUGE, -1), slice(5, 2), slice(5, 2, -2),
          slice(-3, None), slice(None, -3), slice(None, None, -1), slice(2, HUGE, 3), slice(-1, -HUGE - 1, -3), slice(0, 0), slice(True, 5, True)]
for s in slices:
    print([q[s] if not isinstance(q, range) else q[s] for q in sequences[:3]], sequences[5][s], s.indices(7))
for q in sequences:
    for bad in (slice(None, None, 0), slice("a"), slice(1.5, None)):
        try:
            q[bad]
        except (ValueError, TypeError) as e:
            print(type(q).__name__, e)
l = list(range(10))
l[2:8:2] = "xyz"
print(l)
l[1:1] = [7, 7]
l[-2:] = []
l[5:2] = ["in"]
print(l)
try:
    l[::2] = [1]
except ValueError as e:
    print(e)
del l[::3], l[-1:], l[5:1]
print(l)
l[:] = l
l[::-1] = l
print(l)
b = bytearray(b"0123456789")
b[2:4] = b"abcd"
b[::4] = b"...."[:len(b[::4])]
del b[1::5]
print(b)
print(slice(1, 2) == slice(1, 2), slice(1, 2) < slice(1, 3), hash(slice(1, 2)) == hash(slice(1, 2)), slice(1), slice(1, 2, 3).step)
for args in ((HUGE,), (-1,), (0,)):
    try:
        print(slice(None, None, -1).indices(*args))
    except ValueError as e:
        print(e)
