a = [0] * 100
for i in range(5000):
    a[i % 100] += i
    if i == 1500:
        a[50] = 0.5
    if i == 3000:
        a[60] = 1 << 70
    if i == 4000:
        a[70] = True
print(sum(a), a[50], a[60], a[70])
b = [0.0] * 10
for i in range(3000):
    b[i % 10] = b[(i + 1) % 10] + 1.5
    if i == 2000:
        b[3] = 7
print(b)
c = []
for i in range(3000):
    c.append(i if i < 1000 else i / 2 if i < 2000 else str(i))
print(len(c), c[999], c[1000], c[2000], sum(x for x in c if not isinstance(x, str)))
