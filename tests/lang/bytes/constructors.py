"""bytes() and bytearray(): sources in their order, and what is refused."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class Both:
    def __bytes__(self):
        return b'bytes'

    def __index__(self):
        return 3

    def __iter__(self):
        return iter([1, 2])


class Text(str):
    def __bytes__(self):
        return b'from text'


class Wrong:
    def __bytes__(self):
        return 'text'


class Index:
    def __index__(self):
        return 2


for make in (bytes, bytearray):
    show(make)
    for source in (3, b'ab', bytearray(b'cd'), memoryview(b'ef'), [1, 2, 255], (0,), range(3), Index(), Both(), Text('x'), Wrong(), iter([65, 66])):
        show(make, source)
    for source in (-1, 1.5, 'text', None, [256], [-1], ['a'], [1.0], [None], object(), {1: 2}, {'a'}):
        show(lambda: make(source)) if source.__class__ is not object else None
    show(make, 'h\xe9', 'latin-1')
    show(make, 'h\xe9', 'ascii', 'ignore')
    show(make, 'h\xe9', encoding='ascii', errors='replace')
    show(make, '', errors='ignore')
    show(make, 'x', 'ascii', b'strict')
    show(make, 'x', b'ascii')
    show(make, 0, 'ascii')
    show(make, b'', errors='strict')
    show(make, encoding='ascii')
    show(make, errors='strict')
    show(make, source=b'x')
    show(make, nonsense=1)
a = bytearray(b'abc')
show(a.__init__, [1, 2, 256])
print(a)
a.__init__(b'new')
print(a)
