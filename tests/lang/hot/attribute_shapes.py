# Attributes added, in different orders, deleted and added again.
class P:
    pass


total = 0
for i in range(4000):
    p = P()
    if i % 3 == 0:
        p.x, p.y = i, 1
    elif i % 3 == 1:
        p.y, p.x = 2, i
    else:
        p.z = 0
        p.x = i
        p.y = 3
        del p.z
    if i > 3000:
        p.w = 5
    total += p.x * p.y + getattr(p, "w", 0)
print(total)
q = P()
for i in range(3000):
    q.count = getattr(q, "count", 0) + 1
    if i % 1000 == 999:
        print(q.count)
        del q.count
