# getattr, hasattr and issubclass, of what is there and what is not, and changes.
class A:
    k = 1
    def m(self): return 2
class B(A):
    __slots__ = ('s',)
    @property
    def p(self):
        if self.n % 1000 == 999: raise AttributeError('p')
        return self.n
    def __init__(self, n): self.n = n
class G:
    def __init__(self, n): self.n = n
    def __getattr__(self, name):
        if name == 'dyn': return self.n
        raise AttributeError(name)
class D(dict): pass
out = {}
def count(key, v): out[key] = out.get(key, 0) + v
for i in range(6000):
    b = B(i); a = A(); g = G(i)
    count('b.s', hasattr(b, 's'))
    if i % 3 == 0: b.s = i
    count('b.s2', hasattr(b, 's'))
    count('b.s3', getattr(b, 's', -1))
    count('b.p', hasattr(b, 'p'))
    count('b.p2', getattr(b, 'p', 7))
    count('a.k', getattr(a, 'k', 0) + getattr(a, 'zz', 5) + hasattr(a, 'm') + getattr(a, 'm')())
    count('cls', getattr(A, 'k', 3) + getattr(A, 'nope', 4) + hasattr(A, 'm') + hasattr(B, '__slots__') + hasattr(A, '__slots__'))
    count('g', getattr(g, 'dyn', 0) + getattr(g, 'other', 2) + hasattr(g, 'dyn'))
    count('nat', hasattr([], 'append') + hasattr((), 'append') + hasattr('', '__iter__') + hasattr(1, '__iter__') + hasattr({}, 'keys') + hasattr(count, 'zz') + hasattr(D(), 'zz'))
    count('sub', issubclass(B, A) + issubclass(A, B) + issubclass(bool, int) + issubclass(type(b), (A, int)) + issubclass(type(i), int))
    if i == 4000: A.zz = 9
    if i == 4500: A.__getattr__ = lambda self, n: 11
    if i == 5000: del A.__getattr__, A.zz
    if i % 100 == 55:
        A.m = property(lambda self: self.nope); count('m', hasattr(a, 'm')); A.m = lambda self: 3
print(out)
