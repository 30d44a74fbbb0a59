def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def double(items):
    for x in items:
        yield x * 2


print(sum(count(5000)), sum(double(double(count(4000)))), sum(x for x in count(3000) if x % 3))
total = 0
for a, b in zip(count(3000), double(count(5000))):
    total += a * b
print(total)
g = count(10000)
for x in g:
    if x == 3000:
        break
print(next(g), next(g))
for i in range(1000):
    for x in count(3):
        total += x
print(total)
