def f(a, b=2, *rest, c=3, **kw):
    return a + b + sum(rest) + c + sum(kw.values())


total = 0
args = (1, 2, 3)
kwargs = {"c": 5, "z": 6}
for i in range(2000):
    total += f(i)
    total += f(i, c=1)
    total += f(b=i, a=1)
    total += f(1, 2, 3, i)
    total += f(*args, i, c=i, q=1)
    total += f(*args, **kwargs)
print(total)
errors = 0
for i in range(2000):
    try:
        f() if i % 2 else f(1, a=2)
    except TypeError as error:
        errors += len(str(error))
print(errors)
f.__defaults__ = (100,)
print(sum(f(i) for i in range(2000)))
