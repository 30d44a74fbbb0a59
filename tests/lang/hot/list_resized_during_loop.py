a = list(range(3000))
total = 0
for i in range(len(a)):
    if i >= len(a):
        break
    total += a[i]
    if i % 100 == 99:
        a.pop()
print(total, len(a))
b = [1, 2, 3]
for x in b:
    if len(b) < 4000:
        b.append(x + 1)
print(len(b), sum(b))


def shrink(items):
    if len(items) > 10:
        items.pop()
    return 1


c = list(range(3000))
n = 0
for x in c:
    n += shrink(c)
print(n, len(c))
