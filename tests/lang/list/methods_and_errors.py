def t(f, *a, **k):
    try:
        r = f(*a, **k)
        print(r)
    except Exception as e:
        print(type(e).__name__, e)
def ex(src, **ns):
    try:
        exec(src, ns)
    except Exception as e:
        print(src, '->', type(e).__name__, e)
a = [1, 2, 3]
a.append(4); a.extend([5.5]); a.extend((None,)); a += 'ab'; print(a)
a[1:3] = [9, 9, 9]; print(a)
a[::2] = range(len(a[::2])); print(a)
del a[::3]; print(a)
del a[-1]; print(a)
a.insert(-100, 'first'); a.insert(100, 'last'); a.insert(2, 'mid'); print(a)
print(a.pop(), a.pop(0), a.pop(-2), a)
print(a.index(9) if 9 in a else None, a.count(9))
for src in ["[].pop()", "[1][5]", "[1]['a']", "[1].pop(7)", "[1].remove(2)", "[1].index(2)", "[]+()", "[1]*'a'", "a=[1];a[3]=1", "a=[1];del a[3]", "a=[1,2,3];a[::2]=[1]", "a=[1];a[0:1]=5","a=[1];a[::2]=5", "[1,'a'].sort()", "list(1)", "list(1,2)", "list(x=1)", "[].insert(1)", "[].append()", "[].append(1,2)", "hash([])", "[1]<(1,)", "[1,2][1:2:0]", "[1]['a':]", "[].sort(1)", "[].sort(foo=1)", "[1,2].index(1,5)", "[]*10**30", "[1][10**30]"]:
    ex(src)
f = [1.5, 2.5, float('inf'), -0.0, float('nan')]
print(f, f[0], f[-1], 1.5 in f, 2 in f)
n = float('nan'); l = [n]; print(n in l, l == [n], l.index(n), l.count(n), [float('nan')] == [float('nan')])
fl = [0.1 * i for i in range(10)]; fl.append(3); print(fl); fl.sort(reverse=True); print(fl)
fl2 = [1.0, 2.0]; fl2[0] = 7; print(fl2, fl2 * 2, fl2 + [1], [1] + [2.5], [1.5] + [1, 'a'])
x = [1, 2]; x.append(x); print(x, x == x)
y = [[]] * 3; y[0].append(1); print(y)
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], [] < [0], [2] > [1, 9], [1] <= [1], [1] != [1.0], [True] == [1])
print([3, 1, 2] * 0, [3, 1] * 3, 2 * [1])
z = [5, 2, 8, 1]; z.sort(); print(z); z.sort(key=lambda v: -v); print(z); z.reverse(); print(z)
print(sorted(['b', 'a', 'C'], key=str), sorted('hello'), sorted([(2, 'b'), (1, 'z'), (2, 'a')]), sorted([3, 1.5, 2]), sorted([True, 0, 2]))
words = ['banana', 'fig', 'apple', 'kiwi', 'cherry']
print(sorted(words, key=len), sorted(words, key=len, reverse=True))
class K:
    def __init__(s, v): s.v = v
    def __lt__(s, o): return s.v < o.v
    def __repr__(s): return "K" + str(s.v)
ks = [K(i * 7919 % 101) for i in range(300)]
ks.sort(); print(ks)
def bad(v):
    raise ValueError('key')
q = [3, 1, 2]
try: q.sort(key=bad)
except ValueError as e: print(e, q)
class M:
    def __lt__(s, o): q.append(1); return True
q = [M(), M()]
try: q.sort()
except ValueError as e: print(e)
class E:
    n = 0
    def __lt__(s, o):
        E.n += 1
        if E.n > 5: raise KeyError('cmp')
        return id(s) < id(o)
q = [E() for i in range(10)]; c = set(map(id, q))
try: q.sort()
except KeyError as e: print(e, len(q), set(map(id, q)) == c)
it = iter([1, 2, 3]); print(next(it), it.__length_hint__(), list(it), list(it), it.__length_hint__())
r = reversed([1, 2, 3]); print(r.__length_hint__(), list(r))
l = [1, 2, 3]
for v in l:
    if v < 10: l.append(v + 10)
print(l)
class L(list):
    def __init__(self, *a): super().__init__(*a); self.tag = 'x'
s = L([3, 1, 2]); print(s, s.tag, s[1:], type(s[1:]), s + [1], s == [3, 1, 2], L(), len(s)); s.other = 5; print(s.__dict__)
a = list(range(10)); a[2:5] = []; print(a); a[3:3] = [1.5, 'x']; print(a); a[:] = a[::-1]; print(a); a[5:2] = ['ins']; print(a)
b = [1, 2, 3]; b[1:2] = b; print(b); b.extend(b); print(b); b[::-1] = b; print(b); b *= 2; print(b); b *= 0; print(b)
print([*range(3), *'ab', *[1.5]], [i for i in range(5) if i % 2], [[j for j in range(i)] for i in range(4)])
print(list('abc').__sizeof__() > 0, [].copy(), [1, 2].copy(), [1, 2].__reversed__ is not None, list.__doc__[:30])
print([1, 2, 3].__contains__(2), [1, 2].__len__(), [1].__eq__(1), [1].__add__([2]), list.__getitem__([1, 2], 1))
class Idx:
    def __index__(self): return 1
print([1, 2, 3][Idx()], [1, 2, 3][Idx():], [0] * Idx())
class Evil:
    def __init__(s, l): s.l = l
    def __eq__(s, o): s.l.clear(); return False
l = []; l.extend([Evil(l), Evil(l), 3]); print(3 in l, l)
l = []; l.extend([1, Evil(l), 3]); t(l.index, 3); t(l.remove, 5)
print([1, 2, 3] == [1, 2, 3], [1, 2, 3] is [1, 2, 3], [] == [], [[]] == [[]])
big = list(range(1000)); del big[10:990]; print(big); big.clear(); print(big)
m = [0] * 5; m[2] = 1 << 80; print(m, m.index(1 << 80)); m[0] = 2.5; print(m)
print(list({1: 2, 3: 4}), list({5}), list(i * i for i in range(4)), list(zip([1, 2], 'ab')), list(map(str, [1, 2])), list(enumerate('ab', 5)))
