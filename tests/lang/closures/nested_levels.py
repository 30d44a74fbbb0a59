def a(x):
    def b(y):
        nonlocal x
        x += 1

        def c(z):
            nonlocal y
            y += 10
            x2 = x * 100
            return x, y, z, x2
        return c
    return b, lambda: x


b, read = a(1)
c = b(2)
print(c(3), c(4), b(5)(6), read())
