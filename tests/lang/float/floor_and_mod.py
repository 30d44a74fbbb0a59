for a in (5.5, -5.5, 6.0, -6.0):
    for b in (2.0, -2.0, 0.7, -0.7, float("inf")):
        print(a, b, a // b, a % b, divmod(a, b))
print(5 // 2.0, 5.0 // 2, -1 % 3.0, 1e300 % 7)
