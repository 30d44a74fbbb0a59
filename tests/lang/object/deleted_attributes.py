"""Attributes are deleted in any order: those that stay keep theirs."""
import random
class C:
    def __init__(s): s.a=1; s.b=2; s.c=3; s.d=4
o=C(); v=vars(o)
del o.b; print(vars(o), v is vars(o), o.c, o.d)
o.b=5; print(v); del v['a']; print(v, hasattr(o,'a'), o.b); del o.c, o.d; print(v)
class S:
    __slots__=('m','n','__dict__')
t=S(); t.m=1; t.x=1; t.y=2; t.z=3; del t.x; print(vars(t), t.m, t.y, t.z); del t.m; print(vars(t)); t.x=9; print(vars(t), list(vars(t)))
class I(int): pass
i=I(3); i.a=1; i.b=2; i.c=3; del i.b; print(vars(i), i)
class Big: pass
b=Big()
for k in range(30): setattr(b,'k%d'%k,k)
for k in range(0,30,3): delattr(b,'k%d'%k)
print(vars(b))
random.seed(5)
names='pqrstuvwx'
class R: pass
objs=[R() for _ in range(20)]; models=[{} for _ in objs]
for step in range(20000):
    j=random.randrange(20); n=random.choice(names)
    if random.random()<.5:
        setattr(objs[j],n,step); models[j][n]=step
    elif n in models[j]:
        delattr(objs[j],n); del models[j][n]
    else:
        try: delattr(objs[j],n); print('?')
        except AttributeError as e: pass
    if step%50==0:
        k=random.randrange(20)
        d=vars(objs[k]); assert d==models[k] and list(d)==list(models[k]); 
for o,m in zip(objs,models): assert vars(o)==m and list(vars(o))==list(m)
def hot(n):
    o=C(); s=0
    for i in range(n):
        s+=o.a+o.c
        del o.b
        s+=o.d
        o.b=i
        if i%50==0: o=C()
        s+=o.b
    return s
print(hot(5000))
class W:
    def __init__(s,n): s.n=n; s.t=0
    def run(s):
        s.tmp=[s.n]; s.t+=s.tmp[0]; s.more=1; del s.tmp; s.t+=s.more; del s.more
        return s.t
def hot2(n):
    w=W(2); x=0
    for i in range(n): x+=w.run()
    return x
print(hot2(3000))
