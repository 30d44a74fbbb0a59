def ex(src):
    try:
        exec(src, {'D': D, 'd': {1: 2}})
    except Exception as e:
        print(src, '->', type(e).__name__, e, getattr(e, '__notes__', ''))
class D(dict):
    def __missing__(self, k): return ('missing', k)
d = {}
for i in range(20): d[i] = i * i
for i in range(0, 20, 3): del d[i]
print(d, len(d)); d[0] = 'again'; print(d)
print(d.popitem(), d.pop(1), d.pop(99, 'dflt'), d.setdefault(2, 5), d.setdefault(77), d.get(5), d.get(6), d.get(6, 7))
for src in ["{}[1]", "{[]: 1}", "{}.popitem()", "{}.pop(1)", "dict(1)", "dict([1])", "dict([(1,)])", "dict(['ab','c'])", "dict(1,2)", "{}.update(1)", "{}.fromkeys(1)", "{}|[]", "{}<{}", "del d[5]", "{}.pop()", "{}.get()", "hash({})", "d[[]]", "d[[]]=1", "[] in d", "d.update([[1,2,3]])", "d.setdefault({})", "for k in d: d[k+1]=1", "for k in d:\n  del d[k]; d[k+5]=1", "list(d.items()).x", "{**1}", "dict(**{1:2})", "iter(d).__next__(1)", "D()[1]; print(D()['q'])", "d.keys()+1", "d.values()==1"]:
    ex(src)
print({1: 'int', 1.0: 'float', True: 'bool'}, {0: 1, False: 2, 0.0: 3}, {'a': 1, **{'b': 2, 'a': 3}})
print(dict(a=1, b=2), dict([(1, 2), (3, 4)]), dict({'x': 1}, y=2), dict(zip('abc', range(3))), dict.fromkeys('abc'), dict.fromkeys([1, 2], 0))
a = {1: 2, 3: 4}; b = {3: 5, 6: 7}
print(a | b, b | a, a == b, a == {3: 4, 1: 2}, a != b); a |= b; print(a); a |= [(9, 9)]; print(a)
k = a.keys(); v = a.values(); it = a.items(); print(k, v, it, len(k), 1 in k, 5 in v, (1, 2) in it, (1, 3) in it, 1 in it)
print(sorted(k & {1, 3, 100}), sorted(k | {100}), sorted(k - {1}), sorted(k ^ {1, 100}), k.isdisjoint([50]), k <= {1, 3, 6, 9, 10}, k == {1, 3, 6, 9}, sorted(it & {(1, 2)}), k.mapping)
print(list(reversed(a)), list(reversed(a.items())), list(reversed(a.values())), list(reversed(k)))
r = {}; r['self'] = r; print(r); r2 = {'l': []}; r2['l'].append(r2); print(r2)
class H:
    def __init__(s, v): s.v = v
    def __hash__(s): return 1
    def __eq__(s, o): return isinstance(o, H) and s.v == o.v
    def __repr__(s): return 'H' + str(s.v)
h = {H(i): i for i in range(10)}; print(h, h[H(5)], H(11) in h); del h[H(3)]; print(len(h), list(h)); h[H(3)] = 'back'; print(h)
class Mut:
    def __init__(s, d): s.d = d
    def __hash__(s): return 7
    def __eq__(s, o): s.d.clear(); return False
md = {}; md[Mut(md)] = 1
try: md[Mut(md)] = 2
except Exception as e: print(type(e), e)
print(len(md))
dd = {}
for i in range(1000): dd[str(i)] = i
for i in range(0, 1000, 2): del dd[str(i)]
print(len(dd), list(dd.items())[:5], dd['501'], '500' in dd, sum(dd.values()))
for i in range(3000): dd[i] = 1; dd.popitem()
print(len(dd))
d = {i: i for i in range(300)}; print(sum(d), sum(d.values()), len(d)); d2 = d.copy(); d.clear(); print(len(d), len(d2), d, d2 == {i: i for i in range(300)})
for i in range(70000): d[i * 7] = i
print(len(d), d[7 * 69999], 5 in d, 7 in d)
it = iter({1: 1, 2: 2, 3: 3}); print(next(it), it.__length_hint__(), list(it), it.__length_hint__())
x = D(a=1); print(x['a'], x['zz'], x.get('zz'), x, type(x.copy()), x | {1: 2}, type(x | {1: 2}))
class DD(dict):
    def __init__(s, *a, **k): super().__init__(*a, **k); s.attr = 5
    def __setitem__(s, k, v): super().__setitem__(k, v * 2)
y = DD(a=1); y['b'] = 2; y.update(c=3); print(y, y.attr, y.__dict__, isinstance(y, dict), y == {'a': 1, 'b': 4, 'c': 3})
print({1: 2}.__contains__(1), {1: 2}.__getitem__(1), {}.__len__(), {1: 2}.__eq__({1: 2}), {1: 2}.__repr__(), {1: 2}.__iter__().__next__())
print({(1, 2): 'a', frozenset([1]): 'b', None: 'c', ...: 'd', 'é': 'e'}, {2**70: 1}[2**70], {-1: 'a', -2: 'b'}[-2], {1e300: 1}[1e300])
def f(**kw): return kw
print(f(a=1, **{'b': 2}), f())
try: f(**{'a': 1}, **{'a': 2})
except TypeError as e: print(e)
e = {}
e[1] = e; print(str(e))
class Keys:
    def keys(self): return ['x', 'y']
    def __getitem__(self, k): return k * 2
print(dict(Keys()), {**Keys()})
d = {i: 1 for i in range(5)}
try:
    for k in d: d.pop(k)
except RuntimeError as e: print(e)
try:
    for k in d.items(): d[object()] = 1
except RuntimeError as e: print(e)
print(dict(x=1).items() == {('x', 1)}, {'a': []}.items() == {'a': []}.items(), {}.keys() == {}.items())
print(type({}.keys()).__name__, type(iter({}.values())).__name__, repr(type({}.items())))
dv = {1: 'a'}.values(); print(dv, 'a' in dv, len(dv))
print({}.keys() | [1], {1: 1}.items() - [(1, 1)], [1] - {1: 1}.keys() if True else 0, [1, 2] & {1: 1}.keys())
m = type.__dict__['__dict__'].__get__(int); print(type(m).__name__, m['bit_length'] is not None, 'real' in m, len(m) > 10)
try: m['x'] = 1
except TypeError as e: print(e)
