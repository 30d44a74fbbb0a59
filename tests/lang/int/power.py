print([2 ** k for k in (0, 1, 10, 62, 63, 64, 100)])
print((-3) ** 5, (-3) ** 4, 0 ** 0, 2 ** -1, (-2) ** -2, 10 ** -3)
print(pow(3, 100, 7), pow(3, -1, 7), pow(-5, 3, 11), pow(2, 10, -7), pow(2, 0, 1))
for args in ((0, -1), (2, -1, 4), (2, 3, 0)):
    try:
        print(pow(*args))
    except Exception as error:
        print(type(error).__name__, error)
