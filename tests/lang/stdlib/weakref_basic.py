import gc
import weakref


class C:
    pass


def make(n):
    return [weakref.ref(C()) for _ in range(n)]


c = C()
r = weakref.ref(c)
gc.collect()
print(r() is c)
refs = make(40)
gc.collect()
print(sum(r() is not None for r in refs) <= 4)  # A conservative collector may see a few.
d = weakref.WeakValueDictionary()
s = weakref.WeakSet()
keep = C()


def fill(n):
    for i in range(n):
        x, y = C(), C()
        d[i] = x
        s.add(y)


fill(40)
d["k"] = keep
s.add(keep)
gc.collect()
print(len(d) <= 5, d["k"] is keep, keep in s, len(s) <= 5, "q" in d)
try:
    weakref.ref(5)
except TypeError as error:
    print(error)
