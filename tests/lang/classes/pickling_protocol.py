"""__reduce_ex__, __getnewargs__ and __getstate__: results and what is wrong with them."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class G:
    def __init__(self, **methods):
        self.__dict__.update(methods)


def cls(**methods):
    return type('X', (), {k: (lambda v: lambda self: v)(v) for k, v in methods.items()})


def result(x, protocol):
    r = x.__reduce_ex__(protocol)
    return (r[0].__name__, tuple(getattr(y, '__name__', y) for y in r[1])) + r[2:]


class S:
    __slots__ = ('spam', 'eggs')


for x in (cls(__getnewargs__=(1, 2))(), cls(__getnewargs__=1)(), cls(__getnewargs_ex__=((1,), {'a': 2}))(), cls(__getnewargs_ex__=1)(), cls(__getnewargs_ex__=(1, 2, 3))(), cls(__getnewargs_ex__=((), 1))(), cls(__getnewargs_ex__=(1, {}))(), cls(__getstate__=5)(), cls(__getstate__=None)(), cls(__reduce__=('a', 'b'))(), object(), S(), G(a=1), G()):
    show(result, x, 2)
    show(result, x, 4)
s = S()
s.spam = 1
show(result, s, 2)
show(s.__reduce_ex__, 1)
show(s.__getstate__)
show(G(a=1).__getstate__)
show(object().__getstate__)
show(object().__reduce_ex__)
show(object().__reduce_ex__, 'a')
for x in ((i for i in ()), lambda: 0, type(None), ..., NotImplemented, None, range(3), slice(1), {1: 2}.keys(), iter([1])):
    try:
        r = x.__reduce_ex__(2)
        print(type(r).__name__, r if isinstance(r, str) else r[0].__name__)
    except TypeError as e:
        print(e)
