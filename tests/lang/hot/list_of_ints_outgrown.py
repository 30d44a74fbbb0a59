# Lists of small ints are stored into by traces: what was computed may have outgrown them.
def stores(n, step):
    l = [0, 1, 2, 3, 4]
    x = 1
    total = 0
    for i in range(n):
        l[i % 5] = x
        total ^= l[(i + 3) % 5] & 0xFFFF
        x += step
    return x, l, total


print(stores(3000, 3))
print(stores(3000, 1 << 51))
print(stores(3000, -(1 << 51)))


def appends(n, step):
    l = []
    x = 0
    for i in range(n):
        l.append(x)
        x += step
        if len(l) == 50:
            l.clear()
            l.append(i)
    return x, l[-3:], sum(l)


print(appends(3020, 5))
print(appends(3020, 1 << 51))


def swaps(n):
    l = list(range(10))
    for i in range(n):
        a, b = i % 10, (i * 3) % 10
        l[a], l[b] = l[b], l[a] * 2 + 1 if l[a] < 1 << 62 else 0
    return l


print(swaps(3000))


def carried(n, step):
    l = [0, 1, 2, 3, 4]
    x = 1
    for i in range(n):
        l[i % 5] = x
        x += step
    return l


def grown(n, step):
    l = [1]
    x = 1
    for i in range(n):
        l.append(x)
        x += step
    return l


def kept():
    some = [carried(2200 + k, 1 << 51)[-5:] + grown(2200 + k, 1 << 51)[-5:] for k in range(100)]
    junk = []
    for i in range(60000):
        junk.append((i, str(i)))
        if len(junk) > 1000:
            junk = []
    good = 0
    for k, l in enumerate(some):
        n = 2200 + k
        want = [1 + (j << 51) for j in range(n - 5, n)]
        good += sorted(l) == sorted(want * 2)
    return good


print(kept())
