print(2.0 ** 0.5, 2 ** 0.5, 0.0 ** 0, float("inf") ** -1, (-8.0) ** 2, (-8.0) ** -3, 4 ** -0.5, 1.0 ** float("nan"))
try:
    1e200 ** 2
except OverflowError as error:
    print(type(error).__name__, error)
print(((-8) ** (1 / 3)).real > 0.99)
