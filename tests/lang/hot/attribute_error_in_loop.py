class A:
    x = 1


a = A()
n = 0
for i in range(3000):
    try:
        n += a.x
        n += a.y
    except AttributeError as error:
        n += 10
    if i == 1000:
        A.y = 100
    if i == 2000:
        del A.y, A.x
print(n)
n += sum(hasattr(a, "z") for i in range(2000)) + sum(getattr(a, "z", 3) for i in range(2000))
print(n)
