# Objects of functools.partial, which change, too.
import functools

def two(a, b):
    return a - b
class C:
    def __init__(self, k):
        self.k = k
    def method(self, a, b=1, *, c=2):
        return self.k + a * b + c
c = C(5)
p1 = functools.partial(two, 10)
p2 = functools.partial(two, b=4)
p3 = functools.partial(c.method, 3)
p4 = functools.partial(c.method, c=9)
p5 = functools.partial(C, 3)
p6 = functools.partial(print, end='')
p7 = functools.partial(two, functools.Placeholder, 100)
total = 0
for i in range(4000):
    total += p1(i) + p2(i) + p3(i) + p3(b=i) + p4(i) + p4(i, c=1) + p4(i, 2) + p5().k + p7(i)
    if i == 2500:
        p1 = functools.partial(two, 11)
    if i == 3000:
        p1.__setstate__((two, (20,), {}, None))
    if i == 3500:
        p1.__setstate__((two, (), {'b': 8}, None))
print(total)
fs = [functools.partial(two, k) for k in range(5)] + [functools.partial(two, functools.Placeholder, 1)]
print(sum(f(i) for i in range(2000) for f in fs))
try:
    for i in range(3000):
        p1(i, *([1] if i == 2900 else []))
except TypeError as e:
    print(e)
try:
    for i in range(3000):
        p2(i, **({'q': 1} if i == 2900 else {}))
except TypeError as e:
    print(e)

