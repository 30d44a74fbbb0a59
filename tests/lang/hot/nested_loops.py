total = 0
for i in range(60):
    for j in range(60):
        if (i + j) % 7 == 0:
            continue
        if j > 50 + i % 5:
            break
        total += i * j
    else:
        total += 1000
print(total)
count = 0
for a in range(1, 60):
    for b in range(a, 60):
        c2 = a * a + b * b
        c = int(c2 ** 0.5)
        if c * c == c2 and c < 60:
            count += 1
print(count)
k = 0
for i in range(100):
    k += i
    for j in range(i % 3):
        for l in range(j + 1):
            k += l
print(k)
