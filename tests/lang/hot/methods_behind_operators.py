"""Python methods behind operators, comparisons and properties; constructors; all of them changed midway."""
class V:
    def __init__(self, x, y=0.0):
        self.x = x
        self.y = y
    def __add__(self, o):
        if not isinstance(o, V): return NotImplemented
        return V(self.x + o.x, self.y + o.y)
    def __mul__(self, k): return V(self.x * k, self.y * k)
    def __rmul__(self, k): return self * k
    def __eq__(self, o): return self.x == o.x and self.y == o.y
    def __lt__(self, o): return self.x < o.x
    def __iadd__(self, o):
        self.x += o.x
        return self
    @property
    def norm(self): return self.x * self.x + self.y * self.y
    @property
    def slow(self):
        t = 0
        for i in range(40): t += self.x
        return t
class W(V):
    def __radd__(self, o): return ("radd", o.x)
class R:
    def __radd__(self, o): return 7
def run(n, other):
    acc = V(0, 0)
    one = V(1, 2)
    hits = 0
    for i in range(n):
        acc = acc + one * 2
        acc += one
        if acc == one: hits += 1
        if one < acc: hits += 2
        hits += one.norm
        if i == n - 5: hits += (one + R())
    return acc.x, acc.y, hits, one.slow
print(run(3000, None))
def poly(n):
    out = []
    for i in range(n):
        a = V(i) if i % 100 else W(i)
        b = V(1) if i % 77 else W(2)
        r = a + b
        out.append(r[0] if type(r) is tuple else r.x)
    return out.count("radd"), len(out)
print(poly(3000))
def slowp(n):
    t = 0
    v = V(3)
    for i in range(n): t += v.slow
    return t
print(slowp(2000))
class Bad:
    def __init__(self, n):
        if n == 2990: return 5
        self.n = n
def bad(n):
    for i in range(n):
        b = Bad(i)
    return b.n
try: bad(3000)
except TypeError as e: print(e, e.__traceback__.tb_next.tb_lineno)
print(bad(2000))
class Cmp:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return NotImplemented if o.v % 500 == 0 else self.v < o.v
    def __gt__(self, o): return "reflected"
def cmp(n):
    c = Cmp(1500)
    k = 0
    for i in range(n):
        r = c < Cmp(i)
        if r == "reflected": k += 1000
        elif r: k += 1
    return k
print(cmp(3000))
keep = []
def kept(n):
    for i in range(n):
        p = V(i, i + 1)
        if i % 3 == 0: keep.append(p)
        q = V(p.x, p.y)
        if i % 997 == 0: print(q.x, q.__dict__, q == p)
    return sum(v.x for v in keep)
print(kept(3000))
def redefine(n):
    t = 0
    for i in range(n):
        v = V(i)
        t += v.norm
        if i == 2500:
            V.__init__ = lambda self, x: setattr(self, "x", x) or setattr(self, "y", 1)
        if i == 2700:
            V.norm = property(lambda self: -1)
    return t
print(redefine(3000))
