values = [-(1 << 70), -(1 << 62), -1, 0, 1, (1 << 62) - 1, 1 << 62, 1 << 70]
for a in values:
    print([(a < b, a <= b, a == b, a > b) for b in values])
print(1 == 1.0, 1 == True, 0 == False, (1 << 60) == float(1 << 60), (1 << 60) + 1 == float(1 << 60), 10 ** 400 > 1e308)
