def ex(src):
    try:
        exec(src, {'s': {1, 2, 3}, 'f': frozenset([1])})
    except Exception as e:
        print(src, '->', type(e).__name__, e)
for src in ["{[]}", "set(1)", "set(1,2)", "set(x=1)", "s.remove(9)", "set().pop()", "s|[1]", "s<[1]", "s.add([])", "s.union(1)", "hash(s)", "for x in s: s.add(x+10)", "s.symmetric_difference()", "s.isdisjoint(1)", "f.add(1)", "s&1", "s.update(5)", "{1}|{}", "s-=[1]", "s.pop(1)", "s.intersection([[]])", "[] in s"]:
    ex(src)
print({1, 2, 3} | {3, 4}, {1, 2, 3} & {2, 3, 9}, {1, 2, 3} - {2}, {1, 2} ^ {2, 3}, {1} < {1, 2}, {1, 2} <= {1, 2}, {1, 2} > {1}, {1} == frozenset([1]))
seed = 12345
def rnd(n):
    global seed
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed // 65536 % n
s = set()
for i in range(3000):
    v = rnd(500)
    if rnd(3): s.add(v * 1000003 % 70001)
    else: s.discard(v * 1000003 % 70001)
print(len(s), list(s)[:50], list(s)[-20:])
a = {rnd(1000) * 37 for i in range(200)}; b = {rnd(1000) * 37 for i in range(300)}
for name, r in (('or', a | b), ('and', a & b), ('sub', a - b), ('bus', b - a), ('xor', a ^ b)): print(name, list(r))
w = {'w' + str(i * i) for i in range(60)}; print(w)
w2 = {'alpha', 'beta', 'gamma', 'delta', 'épsilon', '日本', ''}; print(w2, w & {'w4', 'zz'}, w2 | {'w1'})
print({(i, j) for i in range(5) for j in range(4)}, {0.5, 1.5, 2.5, 1e100, -1.0, float('inf')}, {None, True, 2, 'x', (1,), frozenset({1, 2})} - {None})
t = set(range(20))
while len(t) > 5: print(t.pop(), end=' ')
print(t); t.add(100); print(t.pop(), t)
print(hash(frozenset([1, 2, 3])), hash(frozenset()), hash(frozenset('abc')) == hash(frozenset('cba')), frozenset([frozenset([1])]))
f = frozenset([1, 2]); print(f, f | {3}, type(f | {3}), {3} | f, f.copy() is f, f.union([5], (6,)), frozenset(f) is f, repr(frozenset()), set())
c = {1, 2}; c |= {3}; c &= {2, 3, 4}; c ^= {4}; c -= {2}; print(c); c.update([5], {6: 1}, 'ab'); print(sorted(map(str, c)))
c.intersection_update({5, 'a'}); print(sorted(map(str, c))); c.difference_update([5]); print(c); c.symmetric_difference_update('az'); print(c); c.clear(); print(c)
print({1, 2, 3}.issubset([1, 2, 3, 4]), {1, 2}.issuperset([1]), {1}.isdisjoint({2}), {1, 2}.union(), {1, 2}.intersection(), {1, 2}.difference())
class H:
    def __init__(s, v): s.v = v
    def __hash__(s): return s.v % 3
    def __eq__(s, o): return s.v == o.v
    def __repr__(s): return 'H' + str(s.v)
hs = {H(i) for i in range(12)}; print(hs, H(5) in hs, H(50) in hs); hs.remove(H(4)); hs.add(H(4)); print(hs)
class S(set):
    pass
x = S([1, 2]); x.name = 'n'; print(x, x | {3}, type(x | {3}), type(x.copy()), x.name, x == {1, 2})
r = S(); r.add(1)
print({1} in {frozenset({1})}, {frozenset({1}), 2} - {2})
z = {frozenset({1})}; z.discard({1}); print(z)
for n in (0, 1, 4, 5, 19, 20, 100): print(n, set(range(n)) == {*range(n)}, len(set(range(n))))
print({*range(10), *range(100, 90, -1)}, {x % 7 for x in range(100)}, {-1, -2, 2**61 - 1, 2**61, 2**64, -2**61})
big = set(range(0, 1000000, 997)); print(list(big)[:30], len(big)); big2 = set(list(big)); print(list(big2)[:30])
it = iter({1, 2, 3}); print(it.__length_hint__(), next(it), it.__length_hint__())
d = {i: 0 for i in range(30)}; print(set(d), set(d) - {i: 1 for i in range(20)}.keys(), frozenset(d) & {1, 2, 300})
u = set('hello world'); v = set('world'); print(u >= v, u > v, sorted(u), sorted(v), u - v)
