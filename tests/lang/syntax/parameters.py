"""All kinds of parameters, and what calls that do not fit are told."""
def f(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, kwargs
print(f(1, d=4), f(1, 2, 3, 4, 5, d=6, z=7, a=8))
def g(a, /, b, *, c): return a, b, c
for args, kwargs in [((1, 2), {"c": 3}), ((1,), {"b": 2, "c": 3}), ((1, 2, 3), {}), ((), {}), ((1,), {"c": 1}), ((1, 2), {}),
                     ((1, 2), {"c": 3, "d": 4}), ((), {"a": 1, "b": 2, "c": 3}), ((1, 2), {"b": 3, "c": 4})]:
    try:
        print(g(*args, **kwargs))
    except TypeError as e:
        print(e)
h = lambda a, b=1, /, *c, d, **e: (a, b, c, d, e)
print(h(1, d=2), h(1, 2, 3, d=4, a=5))
print((lambda *, k: k)(k=1), (lambda *a: a)(1, 2), (lambda **k: k)(x=1), (lambda a, /: a)(3))
def many(a1, a2, a3, a4): pass
for n in (0, 1, 3, 5):
    try:
        many(*range(n))
    except TypeError as e:
        print(e)
class C:
    def m(self, x): pass
try:
    C().m()
except TypeError as e:
    print(e)
try:
    C.m()
except TypeError as e:
    print(e)
