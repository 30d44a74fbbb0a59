import _functools as F, _collections as C, _operator as O, _bisect as B, _heapq as H
def ex(src):
    try:
        print(src, '->', eval(src))
    except Exception as e:
        print(src, '->', type(e).__name__, e)
for src in ["F.reduce(O.add,[1,2,3])","F.reduce(O.add,[],5)","F.reduce(O.add,[])","F.reduce(1)","F.reduce(max,1)","F.reduce(O.add,[1],initial=3)","F.partial(int,base=2)('101')","F.partial(F.partial(max,1),2)(0)","F.partial()","F.partial(1)","F.partial(pow,F.Placeholder,2)(3)","F.partial(pow,F.Placeholder,2)()","F.partial(int,F.Placeholder)","F.Placeholder","F.partial(max,1,2).args","F.partial(max,key=1).keywords","F.cmp_to_key(lambda a,b:b-a)(1) < F.cmp_to_key(lambda a,b:b-a)(2)","sorted([3,1,2],key=F.cmp_to_key(lambda a,b:b-a))","F.cmp_to_key()","F.cmp_to_key(max)(1)<3","C.deque([1,2,3],2)","C.deque('abc')","C.deque().pop()","C.deque([1])[3]","C.deque([1])['a']","C.deque([1,2])*2","C.deque([1])+[1]","C.deque([1])+C.deque([2])","C.deque([1,2])==C.deque([1,2])","C.deque([1])<C.deque([2])","C.deque([1,2,3]).index(3)","C.deque([1]).index(3)","C.deque([1]).remove(3)","C.deque(maxlen=3)","C.deque([1],-1)","C.deque(1)","hash(C.deque())","2 in C.deque([1,2])","C.deque([1,2,3]).count(2)","C.deque([1],1).insert(0,3)","list(reversed(C.deque([1,2,3])))","C.deque([1,2,3]).__reduce__()[:3]","C.deque([1,2,3]).copy()","C.defaultdict(int,{1:2})","C.defaultdict(list)[1]","C.defaultdict(None)[1]","C.defaultdict(1)","C.defaultdict(int).default_factory","C.defaultdict(int)|{1:2}","{1:2}|C.defaultdict(int)","C._tuplegetter(0,'doc')","C._tuplegetter(1)","O.itemgetter(1)([1,2])","O.itemgetter(1,0)([1,2])","O.attrgetter('real')(5)","O.attrgetter('real','imag')(5)","O.methodcaller('bit_length')(5)","O.methodcaller('sort',reverse=True)([1])","O.itemgetter(1,2)","O.attrgetter('a.b')","O.methodcaller('a',1,b=2)","O.itemgetter()","O.attrgetter(1)","O.methodcaller()","O.concat([1],[2])","O.concat(1,2)","O.iconcat([1],(2,))","O.indexOf([1,2],2)","O.indexOf([1],5)","O.countOf([1,1,2],1)","O.length_hint([1,2])","O.length_hint(5,7)","O.call(int,'5')","O.not_(0)","O.is_none(None)","O.pow(2,3)","O.iadd([1],[2])","O.contains([1],1)","O.add(1)","O.lt(1,2)","O.index(5)","O.inv(5)","O._compare_digest('a','a')","B.bisect_left([1,2,2,3],2)","B.bisect_right([1,2,2,3],2)","B.bisect_right([1,2,3],2,lo=-1)","B.bisect_left([3,2,1],2,key=lambda x:-x)","H.heappop([])","H.heappush(1,2)","H.heapreplace([],1)","H.heappushpop([],1)","H.heapify(1)","H.heappop_max([])"]:
    ex(src)
h = []
for v in [5, 3, 8, 1, 9, 2, 7]: H.heappush(h, v)
print(h, [H.heappop(h) for _ in range(7)])
h = [5, 3, 8, 1, 9, 2, 7]; H.heapify(h); print(h, H.heapreplace(h, 4), h, H.heappushpop(h, 0), H.heappushpop(h, 6), h)
h = [5, 3, 8, 1, 9, 2, 7]; H.heapify_max(h); print(h, H.heappop_max(h), h, H.heapreplace_max(h, 4), h, H.heappushpop_max(h, 100), h); H.heappush_max(h, 50); print(h)
l = [1, 3]; B.insort_right(l, 2); B.insort_left(l, 0); B.insort_right(l, 2.5, key=lambda x: x); print(l)
d = C.deque([1, 2, 3, 4, 5])
d.rotate(2); print(d); d.rotate(-1); print(d); d.rotate(100); print(d); d.appendleft(0); d.append(9); print(d, d.popleft(), d.pop(), d); d.extendleft('ab'); d.extend(d); print(d); d.reverse(); print(d); d.insert(2, 'X'); print(d); del d[1]; d[0] = 'z'; print(d, len(d), d.maxlen); d.remove('X'); print(d); d.clear(); print(d, bool(d))
q = C.deque(maxlen=3)
for i in range(6): q.append(i)
print(q); q.appendleft('l'); print(q, q.maxlen); q *= 2; print(q); q += [1]; print(q)
try:
    for v in q: q.append(v)
except RuntimeError as e: print(e)
r = C.deque(); r.append(r); print(r)
big = C.deque()
for i in range(1000): big.append(i); big.appendleft(-i)
for i in range(500): big.popleft(); big.pop()
print(len(big), big[0], big[-1], sum(big))
class DQ(C.deque): pass
x = DQ([1, 2], 5); x.t = 1; print(x, x.t, x.copy(), type(x.copy()), type(x + x))
dd = C.defaultdict(list)
for i in range(10): dd[i % 3].append(i)
print(dd, dd.copy(), len(dd), dd.get(7), 7 in dd); dd.default_factory = int; dd[9] += 5; print(dd)
class DD(C.defaultdict):
    pass
y = DD(int, a=1); y.z = 5; y['b'] += 1; print(y, y.z, type(y.copy()))
m = {}; C._count_elements(m, 'abracadabra'); print(m); C._count_elements(m, ['a', 'z']); print(m)
calls = []
def f(a, b=0): calls.append((a, b)); return a + b
w = F._lru_cache_wrapper(f, 2, False, lambda *a: a)
print(w(1), w(1), w(2), w(3), w(1), w(1, b=2), w(1, b=2), w.cache_info(), calls); w.cache_clear(); print(w.cache_info())
w = F._lru_cache_wrapper(f, None, True, lambda *a: a); print(w(1), w(1.0), w(1), w.cache_info())
w = F._lru_cache_wrapper(f, 0, False, lambda *a: a); print(w(1), w(1), w.cache_info())
class A:
    @(lambda f: F._lru_cache_wrapper(f, 5, False, lambda *a: a))
    def m(self, x): return x * 2
    p = F.partial(max, 5)
a = A(); print(a.m(3), a.m(3), A.m.cache_info())
fib = F._lru_cache_wrapper(lambda n: n if n < 2 else fib(n - 1) + fib(n - 2), None, False, lambda *a: a); print(fib(80))
p = F.partial(f, 1, b=5); print(p(), p(b=7), p.func is f, p.args, p.keywords); p.attr = 3; print(p.__dict__)
