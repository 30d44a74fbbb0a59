"""str(): objects, encodings, names and wrong calls."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class Text:
    def __str__(self):
        return 'text'


class Sub(str):
    pass


class Odd:
    def __str__(self):
        return Sub('sub')


class Wrong:
    def __str__(self):
        return 1


class Only:
    def __repr__(self):
        return 'only repr'


show(str)
show(str, Text())
show(str, Odd())
print(type(str(Odd())), type(str(Sub('x'))), type(Sub(Odd())))
show(str, Wrong())
show(str, Only())
show(str, b'abc', 'ascii')
show(str, b'\xff', 'ascii', 'replace')
show(str, b'\xff', errors='ignore')
show(str, bytearray(b'x'), encoding='utf-8')
show(str, memoryview(b'xy'), 'latin-1')
show(str, object='a')
show(str, 'a', 'ascii')
show(str, 1, 'ascii')
show(str, b'', 'nonsense')
show(str, b'\xff', 'utf-8', 'nonsense')
show(str, 1, 2, 3, 4)
show(str, 1, 2, 3, object=4)
show(str, b'', 5)
show(str, wrong=1)
show(Sub, b'abc', 'ascii')
show(Sub, 5)
