"""sum() of arrays: all type codes, extreme items, starts of all kinds, and a subclass with an iterator of its own."""
import array, random, struct
r = random.Random(5)
for code in 'bBhHiIlLqQfd':
    for n in (0, 1, 2, 5, 100, 1001):
        size = struct.calcsize(code)
        if code in 'fd':
            vals = [r.choice([1e16, 1.0, -1e16, 0.1, 3.5e-7, 1e30, float('inf') if r.random()<.01 else 2.5]) for _ in range(n)]
        else:
            lo, hi = (0, 256**size-1) if code.isupper() else (-(256**size)//2, 256**size//2-1)
            vals = [r.choice([lo, hi, r.randint(lo, hi), 0, 1]) for _ in range(n)]
        a = array.array(code, vals)
        for start in (0, 1, -5, 2**62, 2**63-1, 2**64, 0.5, -0.0, 1j, True, float('nan')):
            print(code, n, start, repr(sum(a, start)))
class A(array.array):
    def __iter__(self): return iter([1, 2, 3])
print(sum(A('i', [5, 6])), sum(array.array('w', 'ab')[:0]))
try: sum(array.array('w', 'ab'))
except TypeError as e: print(e)
