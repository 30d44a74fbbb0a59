"""Lists of truth values: read, written, grown, sliced, and mixed with other things midway."""


def sieve(n):
    prime = [True] * n
    prime[0] = prime[1] = False
    for i in range(2, n):
        if prime[i]:
            for j in range(i * i, n, i):
                prime[j] = False
    return [i for i in range(n) if prime[i]]


def toggles(n):
    doors = [False] * 100
    for i in range(n):
        k = i * 7 % 100
        doors[k] = not doors[k]
    return sum(doors), doors.count(True), doors.index(False)


def comparisons(n):
    flags = []
    for i in range(n):
        flags.append(i % 3 == 0)
    text = ""
    for f in flags[:12]:
        text += "1" if f else "0"
    return len(flags), text, flags[-1], flags == [i % 3 == 0 for i in range(n)], flags[1] is False


def mixed(n):
    row = [False, True, False]
    for i in range(n):
        row[i % 3] = i % 2 == 0
        if i == n - 10:
            row[1] = 5
        if i == n - 5:
            row.append(None)
    return row


def copied(n):
    a = [True, False] * 3
    for i in range(n):
        b = a[1:]
        b.append(a[i % 6])
        a = b
        if i % 100 == 99:
            a.reverse()
    return a


def ints_among_truths(n):
    total = 0
    items = [True, False, True]
    for i in range(n):
        total += items[i % 3] + items[-1]
        if i == n // 2:
            items[0] = 7
    return total, items


def extremes():
    a = [True]
    a.insert(0, False)
    a += [True, True]
    a *= 3
    del a[1::4]
    a[2:4] = [False, False, True, False]
    a.extend(x > 1 for x in range(4))
    print(a, len(a), a.pop(), a.pop(0), sorted(a), sorted(a, key=lambda x: not x))
    a.sort(reverse=True)
    print(a, tuple(a), repr(a), a + [1], [0.5] + a, a + a == a * 2)
    a.clear()
    a.append(1.5)
    print(a)
    b = [False] * 9
    b[0] = 2
    b[8] = "x"
    print(b, max([True, False]), min([True, False]), all([True] * 4), any([False] * 4))
    c = [True] * 5
    while c:
        c.pop()
    c.append(3)
    c.append(True)
    print(c)
    d = [False] * 4
    d[1:3] = [1, 2, 3]
    print(d, d.index(2))
    e = [1, 2, 3]
    e[1:2] = [True, False]
    f = [1.0, 2.0]
    f += [True]
    g = [True]
    g += [1.0]
    h = []
    h += [True, False]
    print(e, f, g, h, [True] > [False], [True] == [1], [True, False].copy())


print(len(sieve(20000)), sieve(50))
print(toggles(5000))
print(comparisons(4000))
print(mixed(5000))
print(copied(3000))
print(ints_among_truths(4000))
extremes()
