"""Defaults evaluated once, changed, shared; keyword-only defaults."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


def f(a, b=[], *, c={}, d=len([1])):
    b.append(a)
    c[a] = d
    return b, c


print(f(1), f(2), f.__defaults__, f.__kwdefaults__)
f.__defaults__ = ((),)
show(f, 3)
f.__defaults__ = (['new'],)
f.__kwdefaults__ = {'c': {}, 'd': 9}
print(f(4), f(5, ['own'], d=0))
f.__defaults__ = None
show(f, 6)
f.__kwdefaults__ = None
show(f, 6, [])
f.__defaults__ = (1, [], 3)
show(f, c={}, d=1)
for name, value in (('__defaults__', 5), ('__defaults__', [1]), ('__kwdefaults__', 5), ('__code__', 5), ('__name__', 5), ('__qualname__', 5), ('__dict__', 5), ('__closure__', ()), ('__globals__', {}), ('__annotations__', 5), ('__type_params__', 5)):
    show(setattr, f, name, value)


def g(x):
    return x * 2


def h(x, y=10):
    return x + y


g.__code__ = h.__code__
show(g, 1)
show(g, 1, 2)


def outer():
    z = 1

    def inner():
        return z
    return inner


show(setattr, g, '__code__', outer().__code__)
x = 1


def late(a=x, b=lambda: x):
    return a, b()


x = 2
print(late(), [k() for k in [lambda n=n: n for n in range(3)]], (lambda *, k=x: k)())


class K:
    n = 5

    def m(self, v=n, w=n + 1):
        return v, w


K.n = 6
print(K().m())
