total = 0
for i in range(4000):
    a = i * i * i
    b = a * a
    total = (total + b * 7) % 1000000007
print(total)
m = 1
seen = []
for i in range(1, 2000):
    m = m * i
    if m > 1 << 200:
        seen.append(m % 1000003)
        m = i
print(len(seen), seen[:5], m)
