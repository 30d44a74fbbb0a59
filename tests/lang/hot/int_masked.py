x = 12345
y = 0
for i in range(5000):
    x = (x * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
    y ^= x >> 33
    y = (y << 1 | y >> 31) & 0xFFFFFFFF
print(x, y)
h = 2166136261
for i in range(5000):
    h = ((h ^ (i & 255)) * 16777619) & 0xFFFFFFFF
print(h)
s = -1
for i in range(5000):
    s = (s * 31 + i) & 0x7FFFFFFFFFFFFFFF
print(s)
