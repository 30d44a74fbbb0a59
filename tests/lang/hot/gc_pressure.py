class T:
    def __init__(self, l, r):
        self.l, self.r = l, r


def build(d):
    return T(build(d - 1), build(d - 1)) if d else T(None, None)


def count(t):
    return 1 + count(t.l) + count(t.r) if t.l else 1


keep = build(8)
total = 0
for i in range(60):
    total += count(build(6))
strings = []
for i in range(5000):
    strings.append(str(i) * 3)
    if len(strings) > 100:
        strings = strings[50:]
print(total, count(keep), len(strings), strings[-1])
