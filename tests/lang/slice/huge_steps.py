"""Steps, bounds and lengths beyond the sequence and beyond a machine word."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


data = list(range(6))
huge = 2**100
for s in (slice(None, None, huge), slice(None, None, -huge), slice(huge, None, -1), slice(-huge, huge, 2), slice(huge, -huge, -2), slice(4, None, -huge), slice(-1, None, huge), slice(1, 1), slice(5, 2), slice(None, None, 2**62), slice(None, None, -2**63)):
    print(s.indices(6), data[s], 'abcdef'[s], tuple(data)[s], bytes(data)[s], range(6)[s], list(memoryview(bytes(data))[s]))
    copy = data[:]
    del copy[s]
    print(copy, end=' ')
    copy = data[:]
    copy[s] = ['x'] * len(copy[s])
    print(copy)
print(slice(huge).indices(huge * 2), slice(None, None, -1).indices(huge))
for s in (slice(None, None, 0), slice('a'), slice(1.0), slice(None, None, 'x')):
    show(lambda: data[s])
    show(s.indices, 5)
show(slice(1).indices, -1)
show(slice(1).indices, 'a')
print(slice(1, 2) == slice(1, 2), slice(1, 2) < slice(1, 3), hash(slice(1, 2)) == hash(slice(1, 2)), {slice(1): 2}[slice(1)])
show(hash, slice([]))
