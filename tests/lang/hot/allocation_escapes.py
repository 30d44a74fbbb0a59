# Objects that mostly die in the loop, sometimes escape.
class P:
    def __init__(self, x, y):
        self.x = x
        self.y = y


kept = []
total = 0
last = None
for i in range(5000):
    p = P(i, (i, i + 1))
    q = P(p, [p.x])
    total += q.x.x + q.y[0] + p.y[1]
    if i % 997 == 0:
        kept.append(q)
    if last is not None and last.x > p.x:
        total += 1
    last = p
print(total, [(k.x.x, k.y, k.x.y) for k in kept], last.x)
cyc = None
for i in range(3000):
    a = P(i, None)
    a.y = a
    if i == 2999:
        cyc = a
print(cyc.y.y.x)
