"""Names for one list, shallow copies and multiplied rows."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


a = [1, [2, 3]]
b, c, d, e = a, a[:], list(a), a.copy()
a[0] = 'changed'
a[1].append(4)
print(a, b, c, d, e, b is a, c[1] is a[1])
rows = [[0] * 2] * 3
rows[0][0] = 1
print(rows, [[0] * 2 for _ in range(2)])
x = y = []
x += [1]
y = y + [2]
print(x, y)


def f(arg, extra=None):
    arg.append(1)
    arg = [9]
    arg.append(2)
    return arg


z = []
print(f(z), z)
m = [[]] * 2
m[0] += [1]
print(m)
m[0] = m[0] + [2]
print(m)
t = [1, 2, 3]
t[0], t[1] = t[1], t[0]
t[:0] = t
print(t, t * 0, t is not t[:], [] is not [], t == t[:], sorted(t) is not t, t.sort())
g = [t, t]
g[0].clear()
print(g, [*g, *g], g + g == g * 2)
for bad in (lambda: t + (1,), lambda: t * '2', lambda: [1] < ['a'], lambda: t.__iadd__(5), lambda: [] + None):
    show(bad)
