class D:
    def __get__(self, o, t):
        return o.n * 2 if o else 0

    def __set__(self, o, v):
        o.n = v // 2


class C:
    d = D()

    def __init__(self):
        self.n = 1
        self._p = 0

    @property
    def p(self):
        return self._p + 1

    @p.setter
    def p(self, v):
        self._p = v

    def __getattr__(self, name):
        return len(name)


c = C()
total = 0
for i in range(3000):
    c.p = c.p + 1
    c.d = c.d + 2
    total += c.p + c.d + c.missing + C.d
    if i == 2000:
        C.p = property(lambda self: 1000, lambda self, v: None)
    if i == 2500:
        C.missing = 7
print(total, c.n, c._p)
