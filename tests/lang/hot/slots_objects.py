class S:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def swap(self):
        self.a, self.b = self.b, self.a


objects = [S(i, -i) for i in range(50)]
total = 0
for i in range(5000):
    o = objects[i % 50]
    o.swap()
    total += o.a
    if i == 3000:
        del objects[7].a
        objects[7].a = 0.5
print(total)
missing = 0
for i in range(1000):
    o = S(1, 2)
    if i % 3 == 0:
        del o.b
    try:
        total += o.b
    except AttributeError:
        missing += 1
print(total, missing)
