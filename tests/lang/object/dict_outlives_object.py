"""A __dict__ does not keep its instance alive, and outlives it."""
import gc, weakref
class A:
    def __init__(s): s.x = 1
    def __del__(s): print('del')
class N:
    def __init__(s): s.x = [1]; s.y=2
def f(c):
    a = c(); return a.__dict__, weakref.ref(a)
d, r = f(A); gc.collect(); print(r(), d)
d, r = f(N); gc.collect(); print(r(), d); d['k']=3; d['x'].append(5); gc.collect(); gc.collect(); print(d, len(d)); del d['y']; print(d); d[1]=2; print(d)
w = weakref.WeakKeyDictionary()
for i in range(10): b = A(); w[b] = vars(b)
b = None; gc.collect(); print(len(w))
class V: pass
def g():
    n=N(); v=V(); n.v=v; return vars(n), weakref.ref(v), weakref.ref(n)
d, rv, rn = g(); gc.collect(); print(rv() is d['v'], rn()); del d['v']; gc.collect(); print(rv())
os = [N() for _ in range(20)]; ids = set()
for o in os: ids.add(id(o.__dict__)); gc.collect()
print(len(ids))
i = id(os[0].__dict__); gc.collect(); junk=[{} for _ in range(1000)]; print(i == id(os[0].__dict__))
e = ValueError(1); e.__dict__; gc.collect(); print(e.__reduce__())
class B: pass
def go():
    class A: pass
    a = A(); a.p = 1; d = vars(a); a.__class__ = B; return a, d
b = B(); b.p = 0
a, d = go(); gc.collect(); gc.collect()
a.z = 5
print(a.__dict__, d.get('z'))
import functools
p=functools.partial(dict); o=N(); p.__setstate__((dict, (), vars(o), {})); o.x = 3
print(p.keywords is vars(o), p())
class Cyc:
    def __init__(s): s.me=s; s.d=s.__dict__; s.n=1
    def __del__(s): print('cyc', s.__dict__ is s.d, len(s.d))
c=Cyc(); r=weakref.ref(c); del c; gc.collect(); gc.collect(); print(r())
keep=[]
class Res:
    def __init__(s): s.n=1; s.__dict__['m']=2
    def __del__(s): keep.append(s)
Res(); gc.collect(); print(vars(keep[0])); keep[0].q=1; print(vars(keep[0])); gc.collect(); print(vars(keep[0]), keep[0].m)
ds=[]
for n in range(3000):
    o=N(); o.i=n; d=vars(o)
    if n%3==0: ds.append(d)
    if n%5==0: d['extra']=n
    if n%500==0: gc.collect()
print(len(ds), sum(d['i']+d.get('extra',0)+d['x'][0] for d in ds))
gc.collect(); 
for d in ds: d['late']=1
print(sum(len(d) for d in ds)); its=[iter(d.items()) for d in ds]; del ds; gc.collect(); print(sum(len(list(i)) for i in its))
