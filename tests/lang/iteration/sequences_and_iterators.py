def ex(src):
    try:
        exec(src, {})
    except Exception as e:
        print(src, '->', type(e).__name__, e)
print((1, 2) + (3,), (1,) * 3, (1, 2, 3)[::-1], (1, 2, 3)[1:], (1, 2, 3)[-1], (), (1,), (1, 2) < (1, 3), (1, 2) == (1, 2.0), 2 in (1, 2), (1, 2, 1).count(1), (1, 2).index(2))
print(hash((1, 2, 3)), hash(()), hash((1, (2, 3))), hash(('a', 1.5)) == hash(('a', 1.5)), tuple('abc'), tuple([1, 2]), tuple(range(3)), tuple())
for src in ["()[0]", "()['a']", "()+[]", "(1,).index(2)", "tuple(1)", "tuple(1,2)", "(1,)*'a'", "hash(([],))", "a=(1,);a[0]=1", "del (1,)[0]", "()<[]", "(1,2)[::0]", "range()", "range('a')", "range(1,2,0)", "range(1.0)", "range(3)[3]", "range(3).index(5)", "range(3)['a']", "range(1,2,3,4)", "slice()", "slice(1).indices(-1)", "slice(1,2,0).indices(3)", "hash(slice([],1))", "enumerate()", "enumerate(1)", "zip(1)", "map()", "map(int)", "filter(1)", "filter(None,1)", "reversed(1)", "reversed({1})", "reversed()", "next(iter([]))", "iter(1)", "iter(1,2)", "list(zip([1],[1,2],strict=True))", "list(zip([1,2],[1],strict=True))", "list(map(lambda a,b:a,[1,2],[1],strict=True))", "list(zip([1],[1],[1,2],strict=True))", "zip(strict=1,x=2)", "zip([1],x=2)", "range(3).start=5", "a,b=1,2,3", "a,b=(1,)", "a,*b=()", "len(range(2**70))", "next(5)"]:
    ex(src)
r = range(10, 0, -3); print(r, list(r), len(r), r[1], r[-1], r[1:], r[::-1], 7 in r, 8 in r, 7.0 in r, 'a' in r, r.index(4), r.count(1), r == range(10, -1, -3), hash(r) == hash(range(10, -1, -3)), r.start, r.stop, r.step)
print(range(0), bool(range(0)), bool(range(1)), range(5) == range(0, 5, 1), range(3, 0), list(reversed(range(5))), list(reversed(range(1, 10, 3))), range(2**70, 2**70 + 3), list(range(2**70, 2**70 + 3)), len(range(-2**62, 2**62 - 1, 2**40)), range(2**65)[2**64], 2**64 in range(2**65), range(2**65)[5:10], list(range(2**62 - 2, 2**62 + 2)))
it = iter(range(5)); print(next(it), it.__length_hint__(), list(it), it.__reduce__()[0] is iter)
print(slice(1, 2, 3), slice(5), slice(1, 2) == slice(1, 2), slice(1) < slice(2), hash(slice(1, 2, 3)), slice(None, None, -1).indices(5), slice(-3, None).indices(10), slice(1, 100, 2).indices(10), slice(2).start, slice('a', 'b').stop)
print(list(enumerate('abc')), list(enumerate('ab', start=10)), list(enumerate(iterable='ab')), next(enumerate([5], 2**62 - 1)), list(enumerate('abc', 2**62 - 2)))
print(list(zip()), list(zip([1, 2], 'ab', (3.0, 4.0))), list(zip([1, 2, 3], [1])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(map(str, [1])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda v: v > 1, [1, 2, 3])), list(map(None or abs, (-1,))))
class Seq:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * 10
    def __len__(self): return 4
print(list(Seq()), list(reversed(Seq())), 20 in Seq(), list(iter(Seq())), iter(Seq()).__length_hint__(), tuple(Seq()), sum(Seq()), max(Seq()))
n = [0]
def c():
    n[0] += 1
    return n[0]
print(list(iter(c, 5)), [x for x in 'héllo'], list('日本'), iter('abc').__length_hint__())
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
x = T(1, 2, 3); x.attr = 'z'; print(x, x.attr, x[1:], type(x[1:]), x + (4,), x == (1, 2, 3), hash(x) == hash((1, 2, 3)), len(x), x.__dict__)
a, *b, c2 = range(6); print(a, b, c2); (p, q), z = (1, 2), 3; print(p, q, z)
print(sorted(zip('bca', range(3))), dict(enumerate('ab')), list(zip(*[(1, 2), (3, 4)])), max((3, 1), (3, 2)), min([(1, 'b'), (1, 'a')]), sum([[1], [2]], []), sum(range(5), 10), any([0, 0]), all([]))
print(list(map(lambda *a: a, [1, 2], [3, 4], strict=True)), reversed((1, 2)).__length_hint__(), list(reversed('abc')), list(reversed({'a': 1})))
t = (1, [2]); t[1].append(3); print(t); u = ([],); u[0].append(u); print(u)
print((1, 2, 3) > (1, 2), (1,) != (1,), () == (), ((1, 2), 3) == ((1, 2), 3), (float('nan'),) == (float('nan'),), tuple.__doc__[:20], (1, 2).__getnewargs__(), (3, 4).__contains__(3))
def g():
    yield 1
    yield 2
print(tuple(g()), list(g()), [*g()], (*g(),), {*g()}, dict(zip(g(), g())), list(zip(g(), g())), next(g()), max(g()))
