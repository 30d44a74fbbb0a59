print(1 + 0.5, 0.5 + 1, 2 * 1.5, 7 - 0.5, 7 / 2.0, 2 ** 0.5, True + 0.5, 3 > 2.5, 2 ** 53 + 1 == 2.0 ** 53, 2 ** 53 + 1 > 2.0 ** 53)
try:
    10 ** 400 + 1.0
except OverflowError as error:
    print(error)
