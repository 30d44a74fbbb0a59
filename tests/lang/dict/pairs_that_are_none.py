"""What dict() says of elements that are no pairs."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


def failing():
    raise TypeError('oops')
    yield


for source in ([1], [(1, 2), 3], [(1, 2, 3)], ['ab', 'cde'], [()], [failing()], 5, [None], [[1]], 'ab', ['ab']):
    try:
        print(dict(source))
    except Exception as e:
        print(type(e).__name__, e, getattr(e, '__notes__', None))
d = {}
try:
    d.update([(1, 2), (3, 4), 5])
except TypeError as e:
    print(e, e.__notes__, d)
try:
    d |= [1]
except TypeError as e:
    print(e, e.__notes__)
show(lambda: d | [(1, 2)])
show(d.update, 1, 2)
show(dict, a=1, **{'b': 2})
show(dict, [('a', 1)], a=2, b=3)
