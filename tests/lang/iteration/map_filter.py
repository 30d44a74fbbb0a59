print(list(map(str, range(3))), list(map(lambda a, b: a * b, [1, 2, 3], [4, 5])), list(filter(None, [0, 1, "", "a", None])), list(filter(lambda x: x > 1, range(4))), list(map(max, [1, 5], [3, 2])), sum(map(len, ["a", "bb"])))
m = map(lambda x: 10 // x, [1, 0, 2])
print(next(m))
try:
    next(m)
except ZeroDivisionError as error:
    print(error)
print(next(m), next(m, "end"))
print(list(map(lambda x, y: (x, y), "abc", "de")))
try:
    list(map(len, "ab", strict=True)), list(map(lambda a, b: a, "ab", "c", strict=True))
except ValueError as error:
    print(error)
