"""Which operations give the same object back, and of which type."""

class Sub(set):
    pass


class Frozen(frozenset):
    pass


f = frozenset('ab')
s = {1, 2}
print(f.copy() is f, frozenset(f) is f, f.union() is f, f.intersection() is f, f.difference() is f, f | f is f, f & f is f)
print(s.copy() is s, s.union() is s, s.intersection() is s, set(s) is s)
for x in (s, f, Sub(s), Frozen(f)):
    print(*(type(y).__name__ for y in (x | {1}, x & {1}, x - {1}, x ^ {1}, x.union([1]), x.intersection([1]), x.copy(), x.difference([1]), {1} | x, frozenset() | x)))
d = {1: 2, 'a': 3}
print(*(type(y).__name__ for y in (d.keys() & f, f & d.keys(), d.keys() & s, s & d.keys(), d.keys() | f, f | d.keys(), d.keys() - f, f - d.keys(), d.items() & f, d.keys() ^ f)))
print(d.keys() & f, d.keys() & [1], d.keys() | 'a' == {1, 'a'}, d.items() & [(1, 2)], d.keys().isdisjoint('b'))
print(hash(frozenset()) == hash(frozenset([])), frozenset() is frozenset(), hash(f) == hash(frozenset('ba')), {f: 1}[frozenset('ab')])
