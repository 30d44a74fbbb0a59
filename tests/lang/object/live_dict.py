"""The __dict__ of an instance: whatever is done to it or to the instance, both say the same."""
import gc, weakref, copy, json, pickle, marshal
class C:
    def __init__(s): s.x=1; s.y=2
o=C(); d=o.__dict__
print(d, d is o.__dict__, vars(o) is d, type(d) is dict, isinstance(d, dict), len(d), list(d), d.items())
o.z=3; print(d, len(d), d['z'], 'z' in d, d.get('q'), d.get('z'))
d['w']=4; print(o.w, list(vars(o)))
d['x']=10; print(o.x)
del d['w']; print(hasattr(o,'w'), d)
del o.z; print(d)
d.update(a=1,b=2); print(o.a,o.b, d)
print(d.pop('b'), d.popitem(), d)
print(d.setdefault('k', 5), o.k, d == {'x':10,'y':2,'k':5}, {'x':10,'y':2,'k':5} == d, d != {})
e=d.copy(); e['n']=1; print(hasattr(o,'n'), e, d|{'u':1}, {'u':1}|d, {**d}, dict(d))
print(json.dumps(d), marshal.loads(marshal.dumps(d)), pickle.loads(pickle.dumps(d)), copy.copy(d), copy.deepcopy(d))
print(repr(d), str(d), d.keys() & {'x'}, list(reversed(d)), list(d.values()), sorted(d.items()))
p=pickle.loads(pickle.dumps([o,d])); print(p[0].__dict__ == p[1], p[0].__dict__ is p[1])
p=pickle.loads(pickle.dumps([d,o])); print(p[1].__dict__ == p[0], p[1].__dict__ is p[0])
# iteration while changing
try:
    for k in d: o.new=1
except RuntimeError as e: print(e)
try:
    for k in d: d[k+'1']=1
except RuntimeError as e: print(e)
for k in list(d): d[k]=d[k]
for k in d: setattr(o,k,5)
print(d)
del o.y; print(d, o.__dict__ is d, o.x)   # not the last
o.after=1; print(d); d['more']=2; print(o.more)
o=C(); d=o.__dict__; d[1]=2; print(d, o.x); o.q=3; print(d)
o=C(); d=o.__dict__; d.clear(); print(d, o.__dict__ is d, hasattr(o,'x')); o.x=1; print(d)
o=C(); d=o.__dict__; o.__dict__={'v':1}; print(d, o.v, hasattr(o,'x')); d['x']=9; print(d)
o=C(); d=o.__dict__; o.__dict__=d; print(o.x, o.__dict__ is d); d['x']=7; print(o.x)
a=C(); b=C(); b.__dict__=a.__dict__; b.x=77; print(a.x, a.__dict__ is b.__dict__); a.n=1; print(b.n)
o=C(); d=o.__dict__
for i in range(100): d['a%d'%i]=i
print(len(d), o.a99, o.x); o.zz=1; print(d['zz'], len(o.__dict__))
o=C(); d=o.__dict__
class S(str): pass
d[S('s')]=1; print(d, type(list(d)[-1]).__name__, o.s)
class K(str):
    def __hash__(s): return hash(str(s))
    def __eq__(s,o): print('eq'); return str.__eq__(s,o)
o=C(); d=o.__dict__
print(d.get(K('x')), d.get(K('nope')), d)
class T:
    __slots__=('m','__dict__')
t=T(); t.m=1; t.n=2; d=t.__dict__; print(d); d['m']=5; print(t.m, d); t.k=1; print(d, t.k)
class I(int): pass
i=I(5); i.a=1; d=i.__dict__; d['b']=2; print(i.b, d); i.c=1; print(d)
class E(Exception): pass
x=E(); x.a=1; d=x.__dict__; d['b']=2; print(x.b, d)
class M:
    def __init__(s): s.p=1
o=C(); d=o.__dict__; o.__class__=M; o.t=1; print(d, type(o).__name__)
o=C(); r=weakref.ref(o); d=vars(o); del o; gc.collect(); print(d)
d['zz']=1; print(d)
for n in range(1000):
    c=C(); c.__dict__['i']=n; assert c.i==n
    if n%100==0: gc.collect()
exec('g=x+1', vars(o:=C())); print(o.g, '__builtins__' in vars(o))
def f(**k): return sorted(k)
print(f(**vars(C())))
print('%(x)s %(y)s' % vars(C()), '{x}'.format(**vars(C())), '{x}'.format_map(vars(C())))
match vars(C()):
    case {'x':x,**rest}: print(x,rest)
print(type('N',(),vars(C())).x)
print([*vars(C())], sorted(set(vars(C()))), max(vars(C())), sum(vars(C()).values()), any(vars(C())), bool(vars(object.__new__(C))))
def hot(n):
    o=C(); s=0
    for i in range(n):
        d=o.__dict__
        d['x']=i
        s+=o.x
        o.y=i
        s+=d['y']+len(d)
        for k,v in d.items(): s+=v
        for k in vars(o): s+=1
        if 'x' in d: s+=1
        s+=d.get('x',0)
        d.update(x=2)
        s+=o.x
    return s
print(hot(5000))
def hot2(n):
    s=0
    for i in range(n):
        o=C()
        d=vars(o)
        o.x=i; o.x=i+1
        s+=d['x']
        o.x=i+2
        s+=len(d)+sum(d.values())
        o.z=1
        s+=len(d)
        if i%7==0: del o.x
        s+=len(d)
    return s
print(hot2(5000))
from functools import cached_property
class P:
    def __init__(s): s.v=1
    @cached_property
    def c(s): return s.v+1
def hot3(n):
    s=0
    p=P()
    for i in range(n):
        s+=p.c+p.v
        if i%10==0: del p.c
    return s
print(hot3(3000))
print(gc.get_referents(vars(C())), gc.get_referents({1: "a"}))
