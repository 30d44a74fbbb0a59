def inner(n):
    t = 0
    for i in range(n):
        t += i
    return t


def triangle(n):
    total = 0
    for i in range(n):
        total += inner(i % 20)
    return total


print(triangle(3000))


def find(items, x):
    for i, y in enumerate(items):
        if y == x:
            return i
    return -1


print(sum(find([3, 1, 4, 1, 5, 9], i % 11) for i in range(2000)))
