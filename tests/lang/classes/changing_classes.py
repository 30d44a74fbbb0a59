import _weakref as weakref
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
class A: pass
# dictionary mode
a = A()
for i in range(100): setattr(a, 'a' + str(i), i)
print(len(a.__dict__), a.a5, a.a99, list(a.__dict__)[:3])
a = A(); a.x=1; a.y=2; a.z=3
del a.y; print(a.__dict__); a.y=5; print(a.__dict__, a.y)
a = A(); a.x=1; a.y=2; del a.y; print(a.__dict__)
d = a.__dict__; d['new'] = 3; print(a.new); a.other = 4; print(d)
b = A(); b.__dict__ = d; print(b.new, b.__dict__ is d)
def f():
    for i in range(3):
        c = A(); c.p = i; c.q = i
        if i == 1: c.__dict__
        print(c.p, c.q, end=' ')
        c.p = 5
        print(c.p)
f()
class Many:
    def __init__(self):
        self.a=1;self.b=2;self.c=3;self.d=4;self.e=5;self.f=6;self.g=7;self.h=8;self.i=9;self.j=10
ms=[Many() for _ in range(5)]
print(sum(m.a+m.j for m in ms))
for m in ms: m.extra=1; m.extra2=2
print([m.extra2 for m in ms])
# weakref
x = A()
r = weakref.ref(x); print(r() is x, weakref.getweakrefcount(x), r is weakref.ref(x), r == weakref.ref(x))
p = weakref.proxy(x); p.foo = 3; print(x.foo, p.foo)
t(lambda: hash(p))
t(lambda: p.bar)
t(lambda: weakref.ref(1))
def cb(r): print('callback')
class RR(weakref.ref): pass
rr = RR(x); rr.tag = 5; print(rr.tag, rr() is x)
t(lambda: weakref.ref())
t(lambda: weakref.ref(x, 1, 2))
# metaclass mro
class Meta(type):
    def mro(cls):
        print('mro of', cls.__name__)
        return super().mro()
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print('prepare', name, kw); return {'injected': 1}
    def __new__(mcs, name, bases, ns, **kw):
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
class C(metaclass=Meta, k=1): pass
print(C.injected)
class BadMeta(type):
    def mro(cls): return [1]
def f():
    class X(metaclass=BadMeta): pass
t(f)
class Desc:
    def __set_name__(self, o, n): raise ValueError('boo')
def f():
    class X: d = Desc()
try: f()
except ValueError as e: print(e, e.__notes__)
def f():
    class X: __slots__ = ('1a',)
t(f)
def f():
    class X: __slots__ = (3,)
t(f)
def f():
    class X: __slots__ = ('__dict__', '__dict__')
t(f)
def f():
    class X(int): __slots__ = ('a',)
t(f)
class S1: __slots__ = ('a', '__priv', '__weakref__')
print(sorted(k for k in S1.__dict__ if k[:2] != '__' or k == '__slots__'))
s = S1(); r = weakref.ref(s); print(r() is s)
class S2: __slots__ = 'single'
S2().single = 1
class S3(S1): __slots__ = ('b',)
o = S3(); o.a = 1; o.b = 2; print(o.a, o.b)
class S4(S3): pass
o = S4(); o.a = 1; o.b = 2; o.c = 3; print(o.a, o.b, o.c, o.__dict__)
t(lambda: S3.a.__get__(A()))
print(S1.a, type(S1.a).__name__)
# __init_subclass__, __class__ cell
class B1:
    def who(self): return __class__.__name__
class B2(B1): pass
print(B2().who())
class Sup:
    def m(self): return 'Sup.m'
    @classmethod
    def c(cls): return 'Sup.c ' + cls.__name__
    @property
    def p(self): return 'Sup.p'
class Sub(Sup):
    def m(self): return super().m() + ' Sub'
    @classmethod
    def c(cls): return super().c() + ' Sub'
    @property
    def p(self): return super().p + ' Sub'
    def n(self):
        return [super(Sub, self).m() for _ in range(2)]
    def o(self):
        def inner(): return super(Sub, self).m()
        return inner()
print(Sub().m(), Sub.c(), Sub().p, Sub().n(), Sub().o())
# super with attributes
su = super(Sub, Sub()); print(su.__thisclass__.__name__, su.__self_class__.__name__, type(su.__self__).__name__)
# operators reflected with subclass
class V:
    def __init__(s, v): s.v = v
    def __add__(s, o): return ('V.add', s.v)
    def __radd__(s, o): return ('V.radd', s.v)
class W(V):
    def __radd__(s, o): return ('W.radd', s.v)
print(V(1)+W(2), W(1)+V(2), V(1)+1, 1+V(1), V(1)+V(2))
class PowT:
    def __pow__(s, o, m=None): return ('pow', o, m)
    def __rpow__(s, o, m=None): return ('rpow', o, m)
print(PowT()**2, 2**PowT(), pow(PowT(), 2, 3))
t(lambda: pow(2, PowT(), 3))
class Dm:
    def __divmod__(s, o): return 'dm'
    def __rdivmod__(s, o): return 'rdm'
print(divmod(Dm(), 1), divmod(1, Dm()))
# assign special methods later
class Late: pass
l = Late()
t(lambda: len(l))
Late.__len__ = lambda s: 5; print(len(l), bool(l))
del Late.__len__
t(lambda: len(l))
class LateSub(Late): pass
Late.__add__ = lambda s, o: 'added'
print(LateSub() + 1, Late() + 2)
Late.__getattr__ = lambda s, n: 'ga ' + n
print(LateSub().foo)
del Late.__getattr__
t(lambda: LateSub().foo)
Late.__eq__ = lambda s, o: True; print(Late() == 3, hash(Late()) is not None)
Late.__call__ = lambda s: 'called'; print(LateSub()())
Late.__iter__ = lambda s: iter([1]); print(list(LateSub()))
Late.__getitem__ = lambda s, i: i; print(LateSub()[4])
Late.__bool__ = lambda s: False; print(bool(LateSub()))
Late.__init__ = lambda s, q: setattr(s, 'q', q); print(Late(3).q)
Late.__new__ = lambda c, *a: 'new!'; print(Late(1))
# class attribute caching
class CA: v = 1
def g(o): return o.v
o = CA(); print(g(o), g(o)); CA.v = 2; print(g(o)); o.v = 3; print(g(o)); del o.v; print(g(o)); CA.v = property(lambda s: 'prop'); print(g(o)); CA.v = 5; print(g(o)); del CA.v
t(lambda: g(o))
class CB(CA): pass
CA.w = 1; cb = CB(); 
def h(o): return o.w
print(h(cb)); CB.w = 2; print(h(cb)); del CB.w; print(h(cb))
def callm(o): return o.meth()
CA.meth = lambda s: 1; print(callm(cb), callm(cb)); CA.meth = lambda s: 2; print(callm(cb)); cb.meth = lambda: 3; print(callm(cb)); del cb.meth; CB.meth = staticmethod(lambda: 4); print(callm(cb)); CB.meth = classmethod(lambda c: c.__name__); print(callm(cb))
# module getattr
import sys
M = type(sys)
m = M('mymod'); m.x = 1; print(m.x, m.__name__, m.__doc__)
t(lambda: m.nope)
m.__getattr__ = lambda n: 'mod ' + n; print(m.nope)
print(m)
class MM(M): 
    y = 2
mm = MM('z'); mm.q = 1; print(mm.q, mm.y, mm.__dict__['q'])
sys.modules['mymod'] = m
m.__class__ = MM; print(m.y)
# function stuff
def outer():
    c = 1
    def inner(): return c
    return inner
fi = outer(); print(fi.__closure__[0].cell_contents, fi.__code__.co_freevars, fi.__qualname__)
F = type(fi)
g2 = F(fi.__code__, {}, 'nm', None, fi.__closure__); print(g2(), g2.__name__)
t(lambda: F(fi.__code__, {}))
fi.__code__ = outer().__code__; print(fi())
def a1(): return 'a1'
def a2(): return 'a2'
def ca(): return a1()
print(ca()); a1.__code__ = a2.__code__; print(ca())
t(lambda: setattr(a1, '__code__', fi.__code__))
t(lambda: setattr(a1, '__name__', 3))
t(lambda: setattr(a1, '__defaults__', 3))
C2 = type(fi.__closure__[0]); print(C2(3).cell_contents, C2(3) == C2(3), C2() == C2())
t(lambda: C2().cell_contents)
Mt = type(Sub().m); bm = Mt(a1, 5); print(bm.__self__, bm.__func__.__name__)
t(lambda: Mt(3, 4)); t(lambda: Mt(a1, None))
print(Sub().m.__name__, Sub.m.__qualname__, Sub().m.__doc__)
Sub.m.tag = 7; print(Sub().m.tag)
t(lambda: setattr(Sub().m, 'tag', 8))
# property details
class Pr:
    def g(s): 'getter doc'; return 1
    x = property(g)
    y = x.setter(lambda s, v: None)
print(Pr.x.__doc__, Pr.y.fget is Pr.x.fget, Pr.y.fset is not None, Pr.x.fdel)
class MyProp(property): pass
class Pr2:
    @MyProp
    def z(self): 'zdoc'; return 9
print(Pr2().z, Pr2.z.__doc__)
t(lambda: property(1, 2, 3, 4, 5))
# union, alias
U = int | str | None; print(U, U.__args__, U == (str | int | None), hash(U) == hash(str | int | None), int | int, U | float)
print(list[int].__origin__, list[int].__args__, list[int] == list[int], dict[str, list[int]], list[int](), type(list[int]))
print(isinstance(3, U), isinstance(None, U), issubclass(int, U))
class Gen(list[int]): pass
print(Gen.__bases__, Gen.__orig_bases__)
t(lambda: [].__class_getitem__(int))
print(tuple[int, ...], tuple[()], type[int])
t(lambda: int[3])
