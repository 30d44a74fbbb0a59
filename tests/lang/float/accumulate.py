total = 0.0
for i in range(1, 1001):
    total += 1.0 / i
    total -= 0.1 * i
    total *= 0.999
print(total, sum([0.1] * 10), sum([1e16, 1.0, -1e16]), sum([0.1, 0.2, 0.3], 1))
