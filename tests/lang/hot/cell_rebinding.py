def f(n):
    x = 0

    def bump():
        nonlocal x
        x += 1

    def retype():
        nonlocal x
        x = float(x)

    for i in range(n):
        bump()
        x += 1
        if i == n // 2:
            retype()
    return x


print(f(3000))


def g(n):
    total = 0
    for i in range(n):
        def inner():
            return total + i
        total = inner()
    return total


print(g(2000))
