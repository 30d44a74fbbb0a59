nan = float("nan")
inf = float("inf")
values = [-inf, -1.0, -0.0, 0.0, 1.0, inf, nan]
for a in values:
    print([(a < b, a <= b, a == b, a != b, a > b, a >= b) for b in values])
print(nan in [nan], nan == nan, [nan] == [nan], min(nan, 1.0), max(1.0, nan), sorted([3.0, -1.0, 2.5]))
