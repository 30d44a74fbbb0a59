# Hits and misses of caches.
import functools
@functools.lru_cache(maxsize=100)
def sq(n): return n * n
@functools.lru_cache(maxsize=None)
def pair(a, b): return (a, b)
@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
@functools.lru_cache(typed=True)
def ty(x): return type(x).__name__
print(sum(sq(i % 150) for i in range(6000)), sq.cache_info(), sum(sq(i % 90) for i in range(6000)), sq.cache_info())
print(len({id(pair(i % 7, str(i % 5))) for i in range(4000)}), pair.cache_info())
print(sum(fib(i % 80) for i in range(3000)), fib.cache_info())
print(sorted({ty(x) for i in range(1000) for x in (i % 3, float(i % 3), bool(i % 2), 'a')}), ty.cache_info())
class K:
    def __init__(self, v): self.v = v
    def __hash__(self): return hash(self.v)
    def __eq__(self, o): return self.v == (o.v if isinstance(o, K) else o)
sq.cache_clear()
ks = [K(i) for i in range(10)]
for k in ks[:5]:
    try: sq(k)
    except TypeError: pass
print([sq(i % 10) for i in range(3000)][-3:], sq.cache_info())
