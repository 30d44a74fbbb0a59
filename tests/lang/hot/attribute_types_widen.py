class P:
    def __init__(self, v):
        self.v = v


objects = [P(i) for i in range(100)]
total = 0
for i in range(6000):
    o = objects[i % 100]
    if i == 2000:
        objects[50].v = 2.5
    if i == 4000:
        objects[60].v = "7"
    v = o.v
    total += int(v) if isinstance(v, str) else v
    if i > 5000 and i % 100 == 61:
        o.v = None
        o.v = 1 << 70
        total += o.v >> 69
print(total)
