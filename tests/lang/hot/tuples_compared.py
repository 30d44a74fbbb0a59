# Comparisons of tuples and lists, NaN included; dicts that are updated.
class D(dict): pass
class P:
    def __init__(self, x, y): self.x, self.y = x, y
    def __lt__(self, o): return (self.x, self.y) < (o.x, o.y)
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
    def __hash__(self): return hash((self.x, self.y))
nan = float('nan')
vals = [1, 2, 2.5, -0.0, 0.0, 'a', 'b', None, True, nan, float('nan'), 10 ** 30, (1,), 1.0]
n = 0
for i in range(5000):
    a, b = P(i % 7, i % 5), P(i % 5, 'x' if i % 1000 == 500 else i % 3)
    n += (a == b) * 3
    try: n += (a < b) + (b < a) * 2
    except TypeError as e: print(i, e)
    f, g = P(i / 3 % 2, str(i % 4)), P(i / 2 % 2, str(i % 3))
    n += (f < g) * 5 + (f == g) * 7 + ((f.x, f.y) >= (g.x, g.y)) * 11 + ((f.x,) != (g.x, g.y)) + ((f.x, f.y) > (g.x,))
print(n)
n = 0
for i in range(4000):
    x, y = vals[i % 14], vals[i * 5 % 14]
    n += ((1, x) == (1, y)) + ((x, 1) != (y, 1)) * 3
    try: n += ((1, x, 2) < (1, y, 3)) * 5 + ((x,) <= (y,)) * 7
    except TypeError: n += 1000
    n += ((nan, i) == (nan, i)) + ((nan, 1) < (nan, 2)) + ((x,) == (x,))
print(n)
n = 0
for i in range(4000):
    l = [1] * (i % 3)
    n += (l == []) + (l != [1, 2]) * 2 + (l == [1]) * 4 + ([1, i % 4] < [1, 2]) * 8 + ([i] == [i]) + (l == ())
    d = {'a': i}
    d.update({'b': 1, i: 2})
    e = D(x=1); e.update(d)
    n += len(d) + len(e)
    if i == 3000:
        class H:
            def __hash__(self): print('hash'); return 5
            def __eq__(self, o): print('eq'); return True
        d.update({H(): 1}); d.update({H(): 2, 5: 3})
        print(len(d))
    n += max(*l, 3, *[i % 5])
print(n)
