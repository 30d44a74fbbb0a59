"""Names of comprehensions and generators in class bodies, functions and modules."""

x = 'global'


class A:
    x = 'class'
    items = [1, 2]
    seen = [x for _ in items]
    generated = list(x for _ in items)
    nested = [[x, y] for y in items for _ in (1,)]
    first = [i for i in items]
    lambdas = [(lambda: x)() for _ in items]


print(A.seen, A.generated, A.nested, A.first, A.lambdas)


def f():
    x = 'local'
    inner = [x for _ in 'a']
    [x for x in 'bc']
    fs = [lambda: i for i in range(3)]
    gs = [lambda i=i: i for i in range(3)]
    return inner, x, [g() for g in fs], [g() for g in gs], [(y := n) for n in range(3)], y


print(f(), x)


def g(n):
    return [[(i, j, n) for j in range(i)] for i in range(n)], sum(i for i in range(n) for i in range(i))


print(g(3))
try:
    [undefined for _ in 'a']
except NameError as e:
    print(e)
try:
    [z for z in z]
except NameError as e:
    print(type(e).__name__, e)


def h():
    return [v for v in v]


try:
    h()
except NameError as e:
    print(type(e).__name__, e)
print([locals() for q in 'a'] and 'q' not in globals(), [*(k for k in {1: 2, 3: 4})])
