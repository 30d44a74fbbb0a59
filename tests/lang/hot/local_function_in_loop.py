def f(n):
    total = 0
    for i in range(n):
        def g(x, y=i):
            return x + y
        class C:
            z = i
        h = lambda: total
        total += g(1) + C.z + h() % 3
    return total


print(f(500))
