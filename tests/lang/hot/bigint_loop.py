a, b = 0, 1
for i in range(1000):
    a, b = b, a + b
print(a)
x = 3
for i in range(300):
    x = (x * x + 1) % (10 ** 40 + 7)
print(x)
f = 1
for i in range(1, 200):
    f *= i
n = 0
while f:
    n += f % 10
    f //= 10
print(n)
big = 1 << 63
t = 0
for i in range(3000):
    if big > i and not big < t and big != i and big == 1 << 63:
        t += 1
    big ^= 1
    big ^= 1
print(t)
