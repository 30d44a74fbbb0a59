total = 0
data = [5, 3, 8, 1]
for i in range(2000):
    total += len(data) + max(data) - min(data) + sum(data) + abs(i - 1000) + isinstance(i, int) + int("7") + ord("a") + len(str(i))
    total += sorted(data)[i % 4] + list(reversed(data))[0] + any(data) + all(data) + len(list(map(str, data))) + sum(filter(None, data))
    total += divmod(i, 3)[0] + round(i / 7) + (type(i) is int) + hash(i % 5) + callable(len) + len(repr(data)) + int(float(i))
print(total)
for i in range(1000):
    total += sum(x * y for x, y in zip(data, range(4))) + sum(k for k, v in enumerate(data) if v > 2)
print(total)
