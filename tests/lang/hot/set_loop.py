seen = set()
dups = 0
x = 1
for i in range(5000):
    x = x * 1103515245 + 12345 & 0x7FFFFFFF
    k = x % 701
    if k in seen:
        dups += 1
    else:
        seen.add(k)
    if i % 1000 == 999:
        seen = {s for s in seen if s % 2}
print(dups, len(seen), sum(seen))
a, b = set(range(0, 300, 2)), set(range(0, 300, 3))
n = 0
for i in range(300):
    n += len(a & b) + (i in a | b)
    a ^= {i}
print(n, len(a))
