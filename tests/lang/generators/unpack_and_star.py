def g():
    yield 1
    yield 2
    yield 3


a, *b = g()
print(a, b, [*g(), *g()], (*g(),), {*g()}, max(*g()), print(*g()), list(zip(g(), g())), dict(zip("abc", g())))
x = g()
a, b = next(x), next(x)
print(a, b, sum(x))
try:
    a, b = g()
except ValueError as error:
    print(error)
try:
    a, b, c, d = g()
except ValueError as error:
    print(error)
