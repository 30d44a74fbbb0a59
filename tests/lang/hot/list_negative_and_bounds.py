a = list(range(50))
total = 0
for i in range(4000):
    total += a[i % 50] * a[-(i % 50) - 1]
    a[-1 - i % 50] = i
print(total)
misses = 0
for i in range(-3000, 3000):
    try:
        total += a[i]
    except IndexError:
        misses += 1
print(total, misses)
for i in range(3000):
    try:
        a[i] = 0
    except IndexError as error:
        last = str(error)
print(last)
