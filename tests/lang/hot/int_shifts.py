total = 0
for i in range(3000):
    total ^= 1 << (i % 70)
    total ^= (i << 3) >> (i % 5)
print(total)
count = 0
for i in range(3000):
    n = i
    while n:
        n &= n - 1
        count += 1
print(count)
try:
    for i in range(3000):
        x = 1 << (2000 - i)
except ValueError as error:
    print(error, i)
