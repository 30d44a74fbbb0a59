def f(a, b, *, c):
    return a, b, c


def g(a, /, b, c=1):
    return a, b, c


def h(*, x, y):
    pass


class K:
    def m(self, a):
        pass


for call in (
    lambda: f(), lambda: f(1), lambda: f(1, 2), lambda: f(1, 2, 3), lambda: f(1, 2, c=1, d=2), lambda: f(1, 2, 3, 4, c=5),
    lambda: f(1, 2, a=1, c=2), lambda: g(a=1, b=2), lambda: g(1), lambda: g(1, 2, 3, 4), lambda: g(1, 2, b=3), lambda: h(),
    lambda: h(1), lambda: h(x=1), lambda: K().m(), lambda: K().m(1, 2), lambda: K(1), lambda: (lambda: 0)(1), lambda: f(*5),
    lambda: f(**5), lambda: f(**{1: 2}), lambda: f(1, **{"c": 1}, c=2), lambda: g(1, 2, d=5), lambda: (lambda a, b=1: 0)(1, 2, 3), lambda: 5(), lambda: f(1, 2, C=1),
):
    try:
        print(call())
    except TypeError as error:
        print(error)
