# The sum of a hot loop leaves 63 bits, then 64, then comes back.
x = 1
values = []
for i in range(3000):
    x += 1 << 51
    if i % 500 == 0:
        values.append(x)
y = x
for i in range(3000):
    y -= 1 << 52
print(values, x, y)
z = 1
for i in range(200):
    z = z * 3
print(z)
n = (1 << 62) - 1500
for i in range(3000):
    n += 1
print(n)
n = -(1 << 62) + 1500
for i in range(3000):
    n -= 1
print(n)
