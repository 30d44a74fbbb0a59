"""repr of structures that contain themselves."""

import collections
import types

l = [1]
l.append(l)
t = ([],)
t[0].append(t)
d = {}
d['d'] = d
s = {1}
f = frozenset([1])
x = [[], {}]
x[0].append(x)
x[1]['x'] = x
print(l, t, d, x, sep='\n')
q = collections.deque([1])
q.append(q)
o = collections.OrderedDict(a=1)
o['o'] = o
dd = collections.defaultdict(list)
dd['dd'] = dd
c = collections.ChainMap({})
c['c'] = c
ns = types.SimpleNamespace(a=1)
ns.ns = ns
u = collections.UserList([1])
u.append(u)
print(q, o, dd, ns, u, sep='\n')
print(types.MappingProxyType(d), d.keys(), d.values(), d.items(), sep='\n')


class L(list):
    def __repr__(self):
        return 'L' + super().__repr__()


m = L()
m.append(m)
print(m, str(m), f'{m}', '%s' % m)
e = ValueError()
e.args = (e,) if False else ([e],)
try:
    print(len(repr(e)) > 0)
except RecursionError as r:
    print('RecursionError')
print(l == l, d == d, t == t)
try:
    print(l == [1, l], [1, [1, [1, l]]] == l)
except RecursionError as r:
    print('RecursionError', r)
a, b = [], []
a.append(b)
b.append(a)
try:
    print(a == b)
except RecursionError as r:
    print(type(r).__name__)
