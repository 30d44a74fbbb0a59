a = [1, 2, 3, 4]
b = a
c = [5, 6, 7, 8]
for i in range(4000):
    x = a[0]
    b[0] = x + 1
    y = a[0]
    c[i % 4] = y
    if i == 2000:
        b = c
    a[1] += a[0] - x
print(a, b, c)
rows = [[0] * 5 for _ in range(5)]
rows[3] = rows[1]
for i in range(3000):
    rows[i % 5][i % 3] += 1
print(rows)
