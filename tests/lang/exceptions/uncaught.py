def a(x):
    return b(x + 1)


def b(x):
    return 10 // (x - 2)


print("before")
print(a(0))
print(a(1))
