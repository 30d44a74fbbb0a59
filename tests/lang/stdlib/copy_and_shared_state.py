"""copy and deepcopy: cycles, memo, __copy__, slots, and what is shared."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import copy


class P:
    def __init__(self, x):
        self.x = x


class S:
    __slots__ = ('a', 'b')


class C:
    def __copy__(self):
        return 'copied'

    def __deepcopy__(self, memo):
        memo[id(self)] = self
        return ('deep', len(memo) > 0)


class L(list):
    pass


p = P([1])
p.self = p
q, r = copy.copy(p), copy.deepcopy(p)
print(q.x is p.x, q.self is p, r.x is p.x, r.self is r, r.x)
s = S()
s.a = [1]
t, u = copy.copy(s), copy.deepcopy(s)
print(t.a is s.a, u.a == s.a, u.a is s.a, hasattr(t, 'b'))
print(copy.copy(C()), copy.deepcopy(C()), copy.deepcopy([C()] * 2))
l = L([[1], 2])
l.x = {}
m, n = copy.copy(l), copy.deepcopy(l)
print(type(m).__name__, m, m[0] is l[0], m.x is l.x, type(n).__name__, n[0] is l[0], n.x is l.x)
shared = [1]
a, b = copy.deepcopy([shared, shared])
print(a is b, a is shared)
d = {}
d['d'] = d
e = copy.deepcopy(d)
print(e['d'] is e, e is d)
k = ([],)
k2 = copy.deepcopy(k)
print(k2 == k, k2 is k, copy.deepcopy((1, 'a')) is not None, copy.copy(k) is k)
for x in (None, 1, 1.5, 'a', b'b', (), frozenset([1]), int, len, print.__class__, ..., NotImplemented, range(3), slice(1), lambda: 0, property()):
    try:
        print(copy.copy(x) is x, copy.deepcopy(x) is x, end='; ')
    except TypeError as err:
        print(type(err).__name__, end='; ')
print()
for bad in (lambda: copy.copy(iter([])).__class__.__name__, lambda: copy.deepcopy((i for i in ())), lambda: copy.copy(open), lambda: copy.replace(5)):
    show(bad)
print(copy.deepcopy({(1, 2): {3: [4]}}), copy.deepcopy(bytearray(b'x')), copy.copy({1, 2}), copy.copy({1: 2}))
