class V:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return V(self.x + o.x, self.y + o.y) if isinstance(o, V) else NotImplemented

    def __radd__(self, o):
        return V(self.x + o, self.y)

    def __mul__(self, k):
        return V(self.x * k, self.y * k)

    def __eq__(self, o):
        return (self.x, self.y) == (o.x, o.y)

    def __lt__(self, o):
        return self.x < o.x

    def __neg__(self):
        return V(-self.x, -self.y)

    def __iadd__(self, o):
        self.x += o.x
        return self

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __contains__(self, v):
        return v == self.x

    def __call__(self, z):
        return self.x + z


a = V(0, 0)
acc = V(0, 0)
hits = 0
for i in range(4000):
    b = V(i, 1)
    a = a + b * 2
    a = 1 + a
    acc += b
    hits += (a == acc) + (b < acc) + len(b) + b[0] + (i in b) + b(1) + (-b).x + (not b)
print(a.x, a.y, acc.x, acc.y, hits)
