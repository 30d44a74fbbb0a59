x, y, z = 0.1, 0.2, 0.0
for i in range(5000):
    x, y = x * 0.99 + y * 0.01, y * 1.001 - x * 0.002
    z += x * y - i / (i + 1.0)
    if z < -1000.0:
        z = -z / 2
print(x, y, z)
n = 0
v = 1e-300
while v < 1e300:
    v *= 1.37
    n += 1
print(n, v)
w = 1.0
for i in range(2000):
    w /= 1.5
print(w)
w = 1.0
for i in range(3000):
    w *= 1.5
    if w == float("inf"):
        break
print(w, i)
