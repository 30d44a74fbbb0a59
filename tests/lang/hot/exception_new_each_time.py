class Stop(Exception):
    def __init__(self, n, *more):
        super().__init__(n, *more)
        self.n = n


total = 0
kept = []
for i in range(3000):
    try:
        raise Stop(i, "x") if i % 2 else Stop(i)
    except Stop as s:
        total += s.n + len(s.args)
        if i % 1000 == 0:
            kept.append(s)
print(total, [(k.n, k.args, k.__traceback__.tb_lineno) for k in kept])
