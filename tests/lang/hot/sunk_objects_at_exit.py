# The guard fails while objects exist only virtually; all of them must appear complete.
class Pair:
    def __init__(self, a, b):
        self.a = a
        self.b = b


def f(n, bad):
    out = []
    total = 0
    for i in range(n):
        p = Pair(i, i * 0.5)
        q = Pair(p, (p, i))
        r = [p, q]
        if i in bad:
            out.append((p.a, p.b, q.a is p, q.b[0] is p, q.b[1], r[1] is q, type(q).__name__))
            r.append(r)
            assert r[2] is r
        total += q.a.b
    return total, out


print(f(3000, {1234, 2999, 2500}))
