"""Classes derived from list, dict and set with an __init__ of their own, made in hot loops and changed there."""
import sys
class L(list):
    def __init__(self, *a, tag=None):
        super().__init__(*a); self.tag = tag
class D(dict):
    def __init__(self, a, **kw):
        self.a = a
        dict.__init__(self, kw)
class S(set):
    def __init__(self, n):
        super().__init__(range(n)); self.n = n
class Bad(list):
    def __init__(self): return 5
class New(list):
    def __new__(cls, *a):
        x = super().__new__(cls); x.made = len(a); return x
    def __init__(self, *a): self.extend(a)
class Meta(type):
    def __call__(cls, *a): return ("called", a)
class M(list, metaclass=Meta):
    def __init__(self): 1/0
class Deep(dict):
    def __init__(self, n):
        if n: self["x"] = Deep(n - 1)
def run(n):
    t = 0
    for i in range(n):
        l = L((i, 2), tag=i); d = D(i, b=i); s = S(i % 5); w = New(1, 2)
        t += len(l) + l.tag + d.a + len(d) + len(s) + s.n + w.made + len(w)
        if i == n - 20:
            L.__init__ = lambda self, *a, tag: self.__dict__.update(tag=7)
        if i == n - 10:
            L.__new__ = lambda cls, *a, tag: [1, 2, 3]
            try:
                for k in range(3): L((1,), tag=2).tag
            except AttributeError as e: print(e)
            del L.__new__
    return t, l, d, s, w, l.tag
print(run(500))
for f in (Bad, M, lambda: L(1), lambda: D(), lambda: L(tag=1, x=2)):
    try: print(f())
    except TypeError as e: print(e)
d = Deep(200); k = 0
while d: d = d["x"]; k += 1
print(k)
try: Deep(10**5)
except RecursionError as e: print("RecursionError", e)
import traceback
class T(list):
    def __init__(self): raise ValueError("in init")
def g():
    for i in range(300):
        try: T()
        except ValueError as e: last = e
    return last
traceback.print_exception(g(), file=sys.stdout)
