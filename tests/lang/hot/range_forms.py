total = 0
for i in range(0, 5000, 3):
    total += i
for i in range(5000, 0, -7):
    total -= i
for i in range(10):
    for j in range(i, 300):
        total += j
print(total)
for i in range((1 << 62) - 1000, (1 << 62) + 1000):
    total += 1 if i >= 1 << 62 else 0
print(total, i)
n = 0
for step in (1, -1, 2, -3):
    for i in range(100 * step, -100 * step, -step):
        n += i * step
print(n)
r = range(10)
for i in range(2000):
    n += r[i % 10] + len(r) + (i in r)
print(n)
