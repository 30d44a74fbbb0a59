"""Generator expressions: what is evaluated at once, what late, and where names live."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


x = 'global'
g = (x for _ in 'ab')
x = 'changed'
print(list(g))


def source(name):
    print('source', name, end=' ')
    return [1, 2]


g = ((a, b) for a in source('outer') for b in source('inner'))
print('made', end=' ')
print(list(g))


def f():
    n = 1
    g = (n + i for i in range(2))
    n = 10
    return list(g)


class C:
    n = 5
    items = [1, 2]
    g = list(i for i in items)


print(f(), C.g, sum(i for i in range(4)), max((i for i in [3, 1]), default=0), dict((k, v) for k, v in [('a', 1)]), set(i % 2 for i in range(5)), ''.join(c for c in 'abc' if c != 'b'), [*(i for i in 'xy')], tuple(i for i in ()))
g = (i for i in [1, 2, 3])
print(next(g), 2 in g, list(g), next(g, 'end'), g.gi_frame, g.__name__, g.__qualname__)
for bad in (lambda: (i for i in 5), lambda: list(1 / i for i in [1, 0]), lambda: next(i for i in ()), lambda: (i for i in [1])[0], lambda: len(i for i in 'a'), lambda: sum((i for i in 'ab')), lambda: list((yielding for _ in 'a'))):
    show(bad)
fs = [lambda: i for i in range(3)]
gs = list((lambda: i) for i in range(3))
print([f() for f in fs], [f() for f in gs], [y := 1, y ** 2], [last for last in 'abc'][-1], any((w := i) > 1 for i in range(5)), w)
