r = range(10 ** 20, 10 ** 20 + 5)
print(list(r), len(r), r[2], 10 ** 20 + 1 in r, 5 in r, range(-(1 << 70), 1 << 70, 1 << 69)[1], list(range((1 << 62) - 2, (1 << 62) + 2)))
for i in range((1 << 63) - 2, (1 << 63) + 2):
    print(i)
try:
    len(range(1 << 70))
except OverflowError as error:
    print(error)
