"""Set operations, comparisons and live changes of keys, values and items."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


d, e = {'a': 1, 'b': 2, 'c': []}, {'b': 2, 'd': 4}
k, v, i = d.keys(), d.values(), d.items()
print(sorted(k & e), sorted(k | e.keys()), sorted(k - e.keys()), sorted(k ^ e.keys()), k <= {'a', 'b', 'c', 'd'}, k > {'a'}, k == {'a', 'b', 'c'}, k.isdisjoint('xyz'), ('a', 1) in i, ('a', 2) in i, ('c', []) in i, 1 in v, v == d.values(), i == d.items())
d['new'] = 5
del d['a']
print(list(k), list(v), list(i), len(k), k.mapping is not d, k.mapping == d, list(reversed(k)))
print(sorted({**e}.items() & {('b', 2), ('x', 1)}), e.items() - {('b', 2)}, e.items() == {('b', 2), ('d', 4)}, e.keys() == e.copy().keys())
for bad in (lambda: i & e, lambda: hash(k), lambda: k + k, lambda: k[0], lambda: v & v, lambda: set(i), lambda: i | {1}, lambda: k < 5, lambda: k.mapping.update(x=1), lambda: type(k)(), lambda: k & 5, lambda: k - None, lambda: i ^ [('q', [])]):
    show(bad)
print(repr({}.keys()), repr({1: 2}.items()), repr({1: 2}.values()), type(iter(k)).__name__, bool({}.keys()), bool(v))
