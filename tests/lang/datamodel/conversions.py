"""__int__, __float__, __complex__, __index__, __round__ and their kin."""
import math, operator
class I:
    def __int__(self): return 7
    def __float__(self): return 2.5
    def __complex__(self): return 1 + 2j
    def __round__(self, n=None): return ("round", n)
    def __trunc__(self): return "trunc"
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __abs__(self): return "abs"
    def __divmod__(self, o): return ("divmod", o)
    def __rdivmod__(self, o): return ("rdivmod", o)
    def __pow__(self, o, m=None): return ("pow", o, m)
i = I()
print(int(i), float(i), complex(i), round(i), round(i, 2), math.trunc(i), math.floor(i), math.ceil(i), abs(i))
print(divmod(i, 2), divmod(3, i), pow(i, 2), pow(i, 2, 3), i ** 4)
class Index:
    def __index__(self): return 3
x = Index()
print(int(x), float(x), complex(x), range(5)[x], [0] * x, operator.index(x), bin(x), round(2.34567, x), "a" * x)
class Bad:
    def __int__(self): return "s"
    def __float__(self): return 1
    def __index__(self): return 1.5
    def __str__(self): return 5
    def __repr__(self): return None
    def __format__(self, spec): return b""
    def __bytes__(self): return "text"
    def __hash__(self): return "h"
    def __complex__(self): return 1.0
for f in (int, float, operator.index, str, repr, format, bytes, hash, math.sqrt):
    try:
        print(f(Bad()))
    except TypeError as e:
        print(e)
class Sub(int): pass
print(type(int(Sub(3))).__name__, int("  12_3 "), int(b"7"), int("z", 36), float(" 1e3 "))
