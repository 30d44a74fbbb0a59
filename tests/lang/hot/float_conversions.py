total = 0
for i in range(3000):
    f = i * 1.37 - 2000
    total += int(f) + round(f) + (f // 1) + f % 7 + abs(f)
print(total)
big = 0
for i in range(2000):
    big += int(1e15 * (i + 0.5))
print(big)
try:
    x = 1.0
    for i in range(3000):
        x *= 2.0
        n = int(x)
except OverflowError as error:
    print(error, i)
