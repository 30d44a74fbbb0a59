"""Stars, nesting, wrong lengths and names in unpacking."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


def gen(n):
    for i in range(n):
        print(f'y{i}', end=' ')
        yield i


def two(x):
    a, b = x
    return a, b


def star(x):
    a, *b, c = x
    return a, b, c


for x in ([1, 2], [1], [1, 2, 3], '', 'ab', {1: 2, 3: 4}, gen(1), gen(2), gen(5), 5, None, iter([]), {1, 2} - {2}, range(10**10)):
    show(two, x)
for x in ([1, 2], [1], 'abc', gen(4), (), range(3), 7):
    show(star, x)
(a, (b, *c), [d, [e]]), *f = (1, (2, 3, 4), (5, '6')), 7, 8
print(a, b, c, d, e, f)

x = [0, 1, 2]
i = 0
i, x[i] = 2, 'set'
print(x, i)
x[0], x[0] = 1, 2
print(x)
a, a = 1, 2
print(a)
[*p], q = [1, 2], [*'ab', *range(2), *{}, *[[]]]
print(p, q, {*'a', *'a'}, (*(), *(1,)), {**{'a': 1}, 'a': 2, **{'b': 3}})
for a, *b in [(1, 2, 3), 'xyz', [9]]:
    print(a, b, end='; ')
print([(a, b) for a, (b, *_) in [(1, (2, 3)), (4, 'ab')]])


def f(*args, **kw):
    return args, kw


print(f(*[1], *(2, 3), a=4, **{'b': 5}, **{}), f(*'ab', **dict(c=1)))
for bad in (lambda: f(*5), lambda: f(**5), lambda: f(**{1: 2}), lambda: f(a=1, **{'a': 2}), lambda: [*5], lambda: {**5}, lambda: {**[(1, 2)]}, lambda: f(*None), lambda: print(*5)):
    show(bad)
