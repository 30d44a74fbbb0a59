# Struct sequences, which show fewer items than they have, and derived classes with a length or a metaclass of their own, in a hot loop.
import os
import time

st = os.stat("/"); tm = time.gmtime(0)
class FS(frozenset): pass
class A(type):
    def __call__(cls, *a): return "meta"
class ML(list, metaclass=A): pass
class L3(list):
    def __len__(self): return 3
def f():
    out = []
    fs = FS((1, 2)); l3 = L3([1]); total = 0
    for i in range(3000):
        a, b, c, *d = tm
        y, mo, dd, h, mi, s, wd, yd, dst = tm
        total += len(st) + len(tm) + st[0] * 0 + tm[i % 9] + (1 in fs) + len(fs) + len(l3) + bool(l3)
        for x in st: total += 1
        try: tm[9]
        except IndexError as e: m = str(e)
        try: st[12]
        except IndexError as e: m += str(e)
        try: a, b = tm
        except ValueError as e: m += str(e)
        k = ML()
        total += (tm == time.gmtime(0)) + (tm < (1971,))
    return total, m, k
print(f())
