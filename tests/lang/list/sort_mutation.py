items = [3, 1, 2]


def key(x):
    items.append(9)
    return x


try:
    items.sort(key=key)
except ValueError as error:
    print(error)
print(items)
