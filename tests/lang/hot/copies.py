# Starred lists, and copies of objects.
import copy
l = [1, 2, 3]
class P:
    def __init__(self, x, y): self.x, self.y = x, y
class G:
    def __init__(self, n): self.n = n
    def __getattr__(self, name):
        if name == 'dyn': return self.n
        raise AttributeError(name)
def f(*a): return a
t = 0
for i in range(4000):
    t += len(f(*[1, 2], i, *range(i % 3))) + len(f(*(1,), *l))
print(t)
for i in range(2000):
    c = copy.copy(P(i, [1])); d = copy.deepcopy(P(i, [1, {'a': (i,)}]))
print(c.x, d.y, copy.copy(G(3)).n)
