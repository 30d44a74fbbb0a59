def nothing():
    return


def many():
    return 1, 2, [3]


def early(n):
    for i in range(10):
        if i == n:
            return i
    return "end"


def no_return():
    pass


print(nothing(), many(), early(3), early(50), no_return())
a, b, c = many()
print(a, b, c)
