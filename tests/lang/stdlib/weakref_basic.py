import gc
import weakref


class C:
    pass


c = C()
r = weakref.ref(c)
print(r() is c)
del c
gc.collect()
print(r())
d = weakref.WeakValueDictionary()
keep = C()
d["k"] = keep
print(len(d), d["k"] is keep)
del keep
gc.collect()
print(len(d), "k" in d)
s = weakref.WeakSet()
x = C()
s.add(x)
print(len(s), x in s)
try:
    weakref.ref(5)
except TypeError as error:
    print(error)
