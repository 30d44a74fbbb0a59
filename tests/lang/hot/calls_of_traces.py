"""Functions with traces of their own: recursion, loops inside, defaults, keywords, constructors, errors far below."""
def fib(n):
    return n if n < 2 else fib(n-1) + fib(n-2)
def loop(n):
    s = 0
    for i in range(n):
        s += i
    return s
def caller(n):
    t = 0
    for i in range(n):
        t += loop(i % 50)
    return t
class P:
    def __init__(self, x, y=2, *rest): self.x = x; self.y = y; self.rest = rest
def kw(a, b=3, *, c): return a*b+c
def kw2(n):
    t = 0
    for i in range(n):
        t += kw(i, b=i+1, c=2) + kw(c=1, a=i)
    return t
def mk(n):
    t = 0
    for i in range(n):
        p = P(i)
        t += p.x + p.y
        p = P(i, 3, 4)
        t += p.x + p.y + len(p.rest)
    return t
def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)
print(fib(24))
print(caller(3000))
print(kw2(3000), mk(3000))
for i in range(2000): deep(i % 500)
print(deep(900))
try:
    deep(2000)
except RecursionError as e:
    print(e)
def err(n):
    if n == 0: raise ValueError("x")
    return err(n - 1) + 1
c = 0
for i in range(3000):
    try: err(i % 30)
    except ValueError as e:
        c += 1
print(c)
err(5)
