"""Values through yield from: results, sends, throws and closed inner generators."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


def inner(name):
    total = 0
    try:
        while True:
            got = yield (name, total)
            if got is None:
                return name + ' done'
            total += got
    except ValueError as e:
        yield f'{name} caught {e}'
        return name + ' recovered'
    finally:
        print(f'[{name} cleanup]', end=' ')


def outer():
    a = yield from inner('x')
    b = yield from inner('y')
    c = yield from [1, 2]
    d = yield from (i for i in 'z')
    return a, b, c, d


g = outer()
print(next(g), g.send(5), g.send(6))
print(g.send(None))
print(g.throw(ValueError('v')))
try:
    while True:
        print(next(g))
except StopIteration as e:
    print(e.value)
g = outer()
next(g)
g.close()
print('closed')
g = outer()
next(g)
show(g.throw, KeyError('k'))
show(next, g)


class Custom:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration('custom result')

    def send(self, v):
        raise AssertionError


def custom():
    return (yield from Custom())


show(lambda: list(custom()))
try:
    next(custom())
except StopIteration as e:
    print(e.value)


def deep(n):
    if n:
        r = yield from deep(n - 1)
        return r + 1
    yield 'bottom'
    return 0


g = deep(50)
print(next(g))
try:
    next(g)
except StopIteration as e:
    print(e.value)


def bad():
    yield from 5


show(lambda: list(bad()))


def stops():
    yield 1
    raise StopIteration('leak')


show(lambda: list(stops()))
