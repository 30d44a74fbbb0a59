def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
class A: pass
class B: pass
t(lambda: super(A, B()))
t(lambda: super(1, B()))
t(lambda: super())
t(lambda: object(1))
t(lambda: A(1))
class C:
    def __init__(self): pass
class D:
    def __new__(cls): return object.__new__(cls)
t(lambda: object.__new__(A, 1))
t(lambda: object.__init__(A(), 1))
t(lambda: type(C.__new__(C, 1)))
t(lambda: type(object.__new__(C, 1)))
t(lambda: D().__init__(1))
def f(): a=A(); a.__class__=int
t(f)
def f(): a=A(); a.__class__=1
t(f)
def f(): a=A(); a.__dict__=1
t(f)
def f(): a=A(); a.x=1; del a.__dict__; print(a.__dict__)
t(f)
def f(): a=object(); a.x=1
t(f)
def f(): a=object(); del a.x
t(f)
def f(): a=object(); a.__dict__
t(f)
t(lambda: format(object(), 'x'))
t(lambda: 1 in 5)
t(lambda: A().__init_subclass__(1))
def f():
    class X(A, foo=1): pass
t(f)
def f(): (1).foo = 3
t(f)
def f(): del (1).foo
t(f)
def f(): del (1).real
t(f)
t(lambda: int | 5)
t(lambda: int | None)
t(lambda: (int|str)[int])
t(lambda: repr(list[int|None,'x',...]))
t(lambda: list[int][str])
t(lambda: isinstance(1, list[int]))
t(lambda: issubclass(int, list[int]))
t(lambda: isinstance(1, (int|str)))
t(lambda: isinstance(1, 5))
t(lambda: isinstance(1, (5,)))
t(lambda: issubclass(1, int))
t(lambda: issubclass(int, 3))
t(lambda: int.__mro_entries__)
t(lambda: type.__call__())
t(lambda: type.mro())
t(lambda: type(int|str), )
t(lambda: repr(type(int|str)))
t(lambda: super(A, A()))
t(lambda: repr(super(A, A())))
t(lambda: getattr(super(A, A()),'foo'))
t(lambda: [].append())
t(lambda: [].append(1,2))
t(lambda: [].append(x=2))
t(lambda: len())
t(lambda: sum())
t(lambda: sum([1],2,3))
t(lambda: [].insert(1))
t(lambda: {}.get())
t(lambda: list.append())
t(lambda: list.append(1))
t(lambda: enumerate())
t(lambda: print(foo=3))
t(lambda: (1).__add__())
t(lambda: (1).__add__(1,2))
t(lambda: int.__add__())
t(lambda: int.__add__('x', 1))
t(lambda: (1).__eq__())
t(lambda: (1).__pow__(1,2,3))
t(lambda: [].__setitem__(1))
t(lambda: int.__new__())
t(lambda: int.__new__(1))
t(lambda: int.__new__(str))
t(lambda: object.__new__(int))
t(lambda: type(f.__get__)())
t(lambda: type(None)(1))
t(lambda: type(Ellipsis)())
t(lambda: type(iter([]))())
t(lambda: type(len)())
class X(int):
    def __add__(self, o): return 'add'
    def __radd__(self, o): return 'radd'
t(lambda: 1 + X(2))
t(lambda: X(1) + 2)
t(lambda: X(1) + X(2))
t(lambda: X(5) * 2)
x = X(7); x.foo = 3; print(x.foo, x.__dict__, x == 7, hash(x) == hash(7), x)
class L(list):
    def __init__(self, *a): super().__init__(a); self.n = len(a)
l = L(1,2,3); print(l, l.n, l + [4], type(l + [4]), l * 2)
class T(tuple): pass
tt = T((1,2)); tt.a = 5; print(tt, tt.a, tt + (3,), tt[0], len(tt))
class S(str): pass
s = S('abc'); s.a = 1; print(s, s.a, s + 'd', type(s+'d'))
class Dd(dict):
    def __missing__(self, k): return k*2
d = Dd(a=1); d.z = 1; print(d['a'], d['b'], d, d.z)
class By(bytes): pass
class Fl(float): pass
y = Fl(1.5); y.q = 2; print(y, y.q, y + 1)
class E(Exception):
    def __init__(self, a, b): self.a = a; super().__init__(a, b)
try: raise E(1,2)
except E as e: print(e.a, e.args, repr(e))
class P:
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = v
    @x.deleter
    def x(self): del self._x
p = P(); p.x = 4; print(p.x); del p.x
t(lambda: p.x)
class Q:
    @property
    def y(self): return 1
t(lambda: setattr(Q(), 'y', 2))
t(lambda: delattr(Q(), 'y'))
class W:
    y = property()
t(lambda: W().y)
class Meta(type):
    def __call__(cls, *a): return ('called', cls.__name__, a)
class M1(metaclass=Meta): pass
print(M1(1,2))
class Meta2(type):
    def __getattr__(cls, n): return n + '!'
    def __len__(cls): return 42
    @property
    def prop(cls): return 'prop of ' + cls.__name__
class M2(metaclass=Meta2): z = 1
print(M2.foo, M2.z, len(M2), M2.prop)
def f():
    class MM(M1, M2): pass
t(f)
class O:
    def __eq__(self, o): return True
t(lambda: hash(O()))
print(O.__hash__, O() == 3, O() != 3)
class Cmp:
    def __lt__(self, o): return NotImplemented
t(lambda: Cmp() < Cmp())
t(lambda: Cmp() > 3)
class G:
    def __getattribute__(self, n):
        if n == 'q': return 'Q'
        return object.__getattribute__(self, n)
    def __getattr__(self, n): return 'fallback ' + n
print(G().q, G().zz)
class St:
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print('del', n); object.__delattr__(self, n)
s = St(); s.a = 2; print(s.a); del s.a
t(lambda: s.a)
class Desc:
    def __get__(self, o, t=None): return ('get', o is None, t.__name__)
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name)
class HasD:
    d = Desc()
print(HasD.d, HasD().d)
h = HasD(); h.d = 3; print(h.d)
class DD:
    def __get__(self, o, t=None): return 'dd'
    def __set__(self, o, v): print('set', v)
HasD.e = DD()
h.e = 4; print(h.e, 'e' in h.__dict__)
h.__dict__['e'] = 9; print(h.e)
print([k for k in A.__dict__])
print(A.__doc__, A.__name__, A.__qualname__, A.__module__, A.__bases__, A.__mro__)
class I:
    def __init_subclass__(cls, /, tag=None, **kw): super().__init_subclass__(**kw); cls.tag = tag
class J(I, tag='t'): pass
print(J.tag)
class K:
    def __class_getitem__(cls, i): return (cls.__name__, i)
print(K[3])
t(lambda: A[3])
print([k for k in A.__subclasses__() if k.__name__ != 'X'], A.__weakref__ is not None)
class Sl: __slots__ = ('a', '__dict__')
q = Sl(); q.a = 1; q.b = 2; print(q.a, q.b, q.__dict__)
class Base: pass
class Dv(Base): pass
o = Dv(); o.x = 1; o.y = 2
o.__class__ = Base; print(type(o).__name__, o.x, o.y)
class Other: __slots__ = ('zz',)
t(lambda: setattr(o, '__class__', Other))
def f():
    class Bad(int, list): pass
t(f)
def f():
    class Bad(bool): pass
t(f)
def f():
    class Bad(A, A): pass
t(f)
def f():
    class P1: pass
    class P2(P1): pass
    class Bad(P1, P2): pass
t(f)
print(type('Dyn', (A,), {'v': 1}).v)
Dv.__bases__ = (A,); print(Dv.__mro__[1].__name__, Base.__subclasses__())
print(getattr(A, 'nope', 'dflt'), hasattr(A, 'nope'))
t(lambda: A.nope)
t(lambda: A().nope)
t(lambda: None.foo)
t(lambda: setattr(int, 'foo', 1))
t(lambda: delattr(A, 'nope'))
A.mm = lambda self: 'mm'; print(A().mm()); del A.mm
t(lambda: A().mm())
class Call:
    def __call__(self, *a, **k): return a, k
print(Call()(1, 2, x=3))
class It:
    def __iter__(self): return iter([1,2])
print(list(It()), [*It()], 1 in It(), max(It()))
class Gi:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
print(list(Gi()), 4 in Gi())
class Bo:
    def __bool__(self): return 3
t(lambda: bool(Bo()))
class Le:
    def __len__(self): return -1
t(lambda: len(Le()))
class Ha:
    def __hash__(self): return 2**70
print(hash(Ha()) == hash(2**70))
class Ix:
    def __index__(self): return 2
print([1,2,3][Ix()], range(Ix()), hex(Ix()))
class Ct:
    def __contains__(self, x): return x == 3
print(3 in Ct(), 4 in Ct())
class Ad:
    def __add__(self, o): return NotImplemented
    def __iadd__(self, o): return 'iadd'
a = Ad(); a += 1; print(a)
t(lambda: Ad() + 1)
t(lambda: 1 + Ad())
class Rp:
    def __repr__(self): return 5
t(lambda: repr(Rp()))
print(A.__init__, A().__init__.__self__.__class__.__name__, object.__init__ is A.__init__)
def fn(a, b=2, *c, d, e=5, **f) -> int: 'doc'; return a
print(fn.__defaults__, fn.__kwdefaults__, fn.__doc__, fn.__name__, fn.__code__.co_argcount, fn.__annotations__, fn.__module__)
fn.attr = 3; print(fn.attr, fn.__dict__)
fn.__defaults__ = (7,); print(fn(1, d=2))
m = P().__class__.x.fget; print(m.__name__, P.x.__name__)
class Sm:
    @staticmethod
    def s(x): return x
    @classmethod
    def c(cls, x): return cls.__name__, x
print(Sm.s(1), Sm().s(2), Sm.c(3), Sm().c(4), Sm.__dict__['s'](5), Sm.c.__func__.__name__)
print(Sm.c.__self__.__name__, Sm().c == Sm.c, [].append == [].append)
class Aw:
    def __await__(self): yield 1
print(type(Aw().__await__()).__name__)
class Ord:
    def __init__(s, v): s.v = v
    def __lt__(s, o): return s.v < o.v
print([x.v for x in sorted([Ord(3), Ord(1)])], min(Ord(2), Ord(1)).v)
print(A.__eq__(1, 2), object.__eq__(1, 1), (1).__eq__('a'), object.__ne__(1, 1), (1).__lt__(2.0))
print(int.__dict__['real'], int.__dict__['__add__'], list.__dict__['append'], dict.__dict__['fromkeys'])
print(type.__dict__['__dict__'], A.__dict__['__dict__'], A.__dict__['__weakref__'])
t(lambda: type.__dict__['__name__'].__get__(3))
class Nd:
    __slots__ = ()
t(lambda: setattr(Nd(), 'x', 1))
t(lambda: Nd().__dict__)
class Un:
    x: int = 3
    y: 'str'
print(Un.__annotations__)
