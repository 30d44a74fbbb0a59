# Sums, differences and products that leave 63 and 64 bits.
for shift in (61, 62, 63, 64):
    n = 1 << shift
    for k in (-1, 0, 1):
        print(n + k, -n + k, (n + k) - (-n), (n + k) * 2, (n + k) * (n - k), -(n + k))
