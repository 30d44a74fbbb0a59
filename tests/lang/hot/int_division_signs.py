total = 0
for i in range(-2000, 2000):
    for d in (-7, -1, 1, 3):
        total += i // d * 3 + i % d * 5 + (i >> 2) - (i & 15)
print(total)
q = r = 0
for i in range(1, 3000):
    a, b = divmod(-i * 1234567, i % 13 - 20)
    q += a
    r += b
print(q, r)
m = -(1 << 62)
out = 0
for i in range(3000):
    out += m // (-1 if i > 2990 else 2)
print(out)
