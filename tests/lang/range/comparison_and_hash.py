"""Equal ranges, their hashes, slices, membership and index."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


pairs = [(range(0), range(2, 2)), (range(0, 3, 2), range(0, 4, 2)), (range(1, 2, 5), range(1, 2)), (range(5), range(0, 5, 1)), (range(3), range(4)), (range(0, -1), range(10, 5)), (range(10, 0, -3), range(10, -1, -3)), (range(2**70), range(0, 2**70)), (range(2**70, 2**70 + 1), range(2**70, 2**71, 2**70))]
for a, b in pairs:
    print(a, b, a == b, hash(a) == hash(b), list(a)[:4] == list(b)[:4] if a.stop < 100 else '-')
r = range(10, 50, 7)
print(list(r), r[1:4], r[::-1], r[::2], r[-1], r.index(24), r.count(24), r.count(25), 24 in r, 24.0 in r, '24' in r, 25 in r, True in range(2), 2**70 in range(2**80), r.start, r.stop, r.step, len(r), bool(range(0)), r == list(r), repr(r[5:1]), reversed(r).__class__.__name__, list(reversed(range(0, 10, 3))))
for bad in (lambda: r[99], lambda: r['a'], lambda: r.index(25), lambda: r.index('a'), lambda: range(1, 2, 0), lambda: range(1.0), lambda: range('a'), lambda: range(), lambda: range(1, 2, 3, 4), lambda: r < r, lambda: setattr(r, 'start', 1), lambda: range(stop=5), lambda: r + r, lambda: hash(range(1)) == hash(range(0, 1)), lambda: r[::0], lambda: type('R', (range,), {})):
    show(bad)


class I:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


print(range(I(3)), range(I(1), I(9), I(2))[I(1)], I(2) in range(3), [*range(I(-2), I(2))])
