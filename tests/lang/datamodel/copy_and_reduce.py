"""copy and pickle protocols: what they call and what they keep."""
import copy, pickle
class Plain:
    def __init__(self, v): self.v = v
class Slots:
    __slots__ = ("a", "b")
class State(Plain):
    def __getstate__(self): print("getstate", end=" "); return {"v": [self.v]}
    def __setstate__(self, s): print("setstate", s, end=" "); self.v = s["v"][0]
class NewArgs(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    def __getnewargs__(self): return tuple(self)
class Reduce:
    def __init__(self, *a): self.a = a
    def __reduce__(self): return (Reduce, ("made",), {"extra": 1})
class Copies:
    def __copy__(self): return "copied"
    def __deepcopy__(self, memo): return "deep"
    def __replace__(self, **kw): return kw
p = Plain([1])
q, r = copy.copy(p), copy.deepcopy(p)
print(q.v is p.v, r.v is p.v, r.v)
s = Slots(); s.a = 1
t = copy.copy(s)
print(t.a, hasattr(t, "b"))
print(copy.copy(State(5)).v)
n = copy.copy(NewArgs(1, 2))
print(n, type(n).__name__)
x = copy.copy(Reduce(1, 2))
print(x.a, x.extra)
print(copy.copy(Copies()), copy.deepcopy([Copies()]), copy.replace(Copies(), k=1))
l = [1, [2]]
l.append(l)
m = copy.deepcopy(l)
print(m[2] is m, m[1] is l[1], m)
for o in (p, t, n, x):
    print(type(pickle.loads(pickle.dumps(o))).__name__, object.__reduce_ex__(p, 2)[0].__name__, end="; ")
print()
for o in (lambda: 1, (i for i in ""), open(__file__)):
    try:
        copy.deepcopy(o) if callable(o) else copy.copy(o)
        print("the same")
    except TypeError as e:
        print(e)
