def make(k):
    total = 0

    def add(x):
        nonlocal total
        total += x * k
        return total

    return add


adders = [make(k) for k in range(5)]
for i in range(4000):
    r = adders[i % 5](i)
print(r, [a(0) for a in adders])
fs = []
for i in range(2000):
    fs.append(lambda i=i: i)
print(sum(f() for f in fs))


def outer(n):
    out = []
    for i in range(n):
        x = i * 2
        out.append(lambda: x + i)
    return sum(f() for f in out)


print(outer(2000))
