# Loop-carried values that are exchanged and rotated.
a, b, c, d = 1, 2, 3, 4
for i in range(4000):
    a, b, c, d = b, c, d, a
    if i % 3 == 0:
        a, d = d, a
    if i % 1001 == 0:
        print(a, b, c, d)
x, y = 0.5, 1
for i in range(3001):
    x, y = y, x
print(x, y)
p, q, r = "p", [1], (2,)
for i in range(3002):
    p, q, r = q, r, p
print(p, q, r)
