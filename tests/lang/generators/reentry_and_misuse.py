"""A generator that runs itself, wrong sends, wrong throws."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


def selfish():
    try:
        next(it)
    except ValueError as e:
        yield str(e)
    try:
        it.send(None)
    except ValueError as e:
        yield str(e)
    try:
        it.close()
    except ValueError as e:
        yield str(e)
    try:
        it.throw(KeyError)
    except ValueError as e:
        yield str(e)


it = selfish()
print(*it, sep='; ')


def simple():
    x = yield 1
    print('got', x)
    yield 2


g = simple()
show(g.send, 5)
print(next(g))
show(g.send, 'value')
show(g.send, None)
show(g.send, None)
show(g.throw, ValueError)
show(simple().throw, 5)
show(simple().throw, int)
show(simple().throw, 'text')
show(simple().throw, ValueError('a'))
show(simple().send)
show(simple().throw)
print(g.gi_frame, g.gi_running, g.gi_suspended, g.gi_yieldfrom)
