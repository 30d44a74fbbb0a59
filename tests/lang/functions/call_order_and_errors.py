"""Evaluation order of calls, and which error comes first."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


def say(x, value=None):
    print(x, end=' ')
    return value if value is not None else x


def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw


for args, kw in (((1,), {'d': 4}), ((), {}), ((1,), {}), ((1, 2, 3, 4), {'d': 0, 'z': 9}), ((1,), {'a': 5, 'b': 6, 'd': 7}), ((1, 2, 3), {'c': 3, 'd': 1}), ((1,), {'d': 1, 'c': 0})):
    show(f, *args, **kw)


def g(a, b, c):
    pass


def h(*, a, b):
    pass


def none():
    pass


def pos(a, b, /):
    pass


def one(a, b=1):
    pass


for call in (lambda: g(), lambda: g(1), lambda: g(1, 2), lambda: g(1, 2, 3, 4), lambda: g(1, 2, 3, x=1), lambda: g(1, a=1), lambda: h(), lambda: h(a=1), lambda: h(1), lambda: h(1, a=1, b=2), lambda: none(1), lambda: none(x=1), lambda: pos(1), lambda: pos(a=1, b=2), lambda: pos(1, b=2), lambda: one(1, 2, 3), lambda: one(b=1), lambda: one(1, c=1), lambda: one(1, 2, b=3), lambda: (lambda x: x)(), lambda: g(**{'a': 1, 'q': 2}), lambda: none(*[1, 2]), lambda: h(**{'a': 1, 'b': 2, 'c': 3, 'd': 4})):
    show(call)
try:
    say('f', g)(say('a'), *say('b', [1]), say('c'), k=say('d'), **say('e', {'m': 1}))
except TypeError as e:
    print(e)
try:
    say('obj', 5)(say('arg'))
except TypeError as e:
    print(e)
try:
    say('callee', g)(**say('first', {'a': 1}), **say('second', {'a': 2}), **say('third', {}))
except TypeError as e:
    print(e)
try:
    undefined(say('not reached'))
except NameError as e:
    print(e)
try:
    [].missing(say('not reached'))
except AttributeError as e:
    print(e)
