total = 0
t = (1, 2, 3)
for i in range(4000):
    a, b = i, i + 1
    b, a = a, b
    p = (a, b, (a, b))
    x, y, (z, w) = p
    total += x * z - y * w + t[i % 3]
    t = t[1:] + (i,)
    if p > (2000, 0, ()):
        total += 1
print(total, t)
points = {}
for i in range(3000):
    key = (i % 17, i % 5)
    points[key] = points.get(key, 0) + 1
print(len(points), points[(3, 3)])
