print([round(n, k) for n in (1234, 1250, 1350, -1250, 55, 45, 5, 15) for k in (-1, -2, -3)])
print(round(5), round(5, 0), round(5, 2), round(10 ** 30 + 5 * 10 ** 9, -10), type(round(5, None)))
