def f(x, k=1):
    return x + k


total = 0
for i in range(3000):
    total += f(i)
    if i == 1000:
        f.__defaults__ = (10,)
    if i == 2000:
        f.__code__ = (lambda x, k=0: x * k).__code__
print(total)
