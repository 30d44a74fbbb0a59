# Loops over filters by Python functions, which raise, stop, and are nested.
import sys
print(sum(filter(lambda x: x % 3 == 0, range(20000))))
print(list(filter(lambda x: x % 977 == 0, range(10000))))
print(len(list(filter(lambda x: x & 1, [i * 7 for i in range(5000)]))), max(filter(lambda s: 'a' in s, (str(i) + 'ab'[i % 2] for i in range(3000)))))
def odd(x):
    if x == 8000:
        raise StopIteration
    return x % 2
print(sum(filter(odd, range(10000))))
def bad(x):
    if x == 7000:
        raise ValueError(x)
    return [] if x % 2 else [x]
n = 0
try:
    for x in filter(bad, range(10000)):
        n += x
except ValueError as e:
    print(n, e)
class T:
    def __init__(self, v): self.v = v
    def __bool__(self):
        if self.v == 4500: raise KeyError(4500)
        return self.v % 5 == 0
n = 0
try:
    for x in filter(lambda x: T(x), range(6000)):
        n += x
except KeyError as e:
    print(n, repr(e))
def locals_of(x):
    if x['a'] == 3000:
        print(sorted(sys._getframe().f_locals.items()), sys._getframe(1).f_code.co_name)
    return x['a'] % 2
print(sum(d['a'] for d in filter(locals_of, [{'a': i} for i in range(4000)])))
n = 0
for a in range(60):
    for b in filter(lambda b: b > a, range(60)):
        if b == 50:
            continue
        if b == 58:
            break
        n += a * b
print(n)
def gen(k):
    yield from filter(lambda x: x % k, range(3000))
print(sum(gen(3)), sum(gen(1)), len(list(gen(2))))
nested = filter(lambda x: x % 2, filter(lambda x: x % 3, range(5000)))
print(sum(nested))

