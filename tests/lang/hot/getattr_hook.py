# Classes with __getattr__: what is found without it, what is not, getters that fail, slots that are empty.
class G:
    limit = 3
    def __init__(self, n):
        self.n = n
    def m(self):
        return self.n
    @property
    def p(self):
        if self.n % 500 == 3:
            raise AttributeError('inner')
        return self.n
    @classmethod
    def c(cls):
        return cls.limit
    @staticmethod
    def s():
        return 7
    def __getattr__(self, name):
        if name == 'dyn':
            return self.n * 2
        if name == 'p':
            return -1
        raise AttributeError(f'no {name}')

class S:
    __slots__ = ('a', 'b')
    def __getattr__(self, name):
        return name

class D(G):
    def __init__(self, n):
        self.__dict__.update(n=n, extra=1)

class All:
    def __init__(self):
        self.x = 1
    def __getattribute__(self, name):
        return 5 if name == 'x' else object.__getattribute__(self, name)
    def __getattr__(self, name):
        return 9

class E(Exception):
    def __getattr__(self, name):
        return name

total = 0
found = {}
for i in range(6000):
    g = G(i)
    total += g.n + g.m() + g.p + g.c() + g.s() + g.limit + g.dyn
    if i == 2000:
        G.limit = 4
    if i == 3000:
        g.m = lambda: 100
        total += g.m()
    if i % 7 == 0:
        del g.n
        g.__dict__['n'] = 1
        total += g.n
    try:
        g.nope
    except AttributeError as e:
        total += len(str(e))
    s = S()
    s.a = i
    total += s.a + len(s.b)
    if i % 3 == 0:
        s.b = 'set'
    total += len(s.b)
    d = D(i)
    total += d.n + d.m() + d.p + d.extra + d.dyn
    total += All().x + All().y
    e = E(1)
    total += len(e.foo) + len(e.args)
    if i == 4000:
        G.dyn = property(lambda self: 11)
    if i == 4500:
        G.__getattr__ = lambda self, name: 13
    if i == 5000:
        del G.__getattr__
    if i == 5500:
        G.__getattribute__ = lambda self, name: 17 if name == 'limit' else object.__getattribute__(self, name)
        G.__getattr__ = lambda self, name: 19
    if i in (4700, 5200):
        for name in ('p', 'nope', 'dyn', 'm'):
            try:
                found[i, name] = type(getattr(G(503), name)).__name__
            except AttributeError as e:
                found[i, name] = str(e)
    if i == 5000:
        G.__getattr__ = lambda self, name: 1
print(total, found)
