print([round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 1e17)])
print([round(x, k) for x in (2.675, 1.005, 1234.5678, -1234.5678, 0.15, 1e-7) for k in (0, 1, 2, -2, 10)])
print(type(round(1.5)), type(round(1.5, 0)), round(1e300, 5), round(5e-324, 400))
for x in (float("nan"), float("inf")):
    try:
        round(x)
    except (ValueError, OverflowError) as error:
        print(error)
