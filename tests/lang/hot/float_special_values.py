nan = float("nan")
inf = float("inf")
values = [0.0, -0.0, 1.0, -1.0, nan, inf, -inf, 1e-310, 1e300]
counts = [0] * 8
for i in range(4000):
    a = values[i % 9]
    b = values[i // 9 % 9]
    if a < b: counts[0] += 1
    if a <= b: counts[1] += 1
    if a == b: counts[2] += 1
    if a != b: counts[3] += 1
    if a > b: counts[4] += 1
    if a >= b: counts[5] += 1
    if not a < b: counts[6] += 1
    if a: counts[7] += 1
print(counts)
z = 0.0
for i in range(2000):
    z = -z
    z = z * 1.0
print(z, str(0.0 * -1))
