"""float() asks __float__ of subclasses of float and str."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import warnings
warnings.simplefilter('error')


class Own(float):
    def __float__(self):
        return 42.0


class Text(str):
    def __float__(self):
        return float(str(self)) + 1


class Plain(float):
    pass


class Odd:
    def __float__(self):
        return Plain(1.5)


class Wrong:
    def __float__(self):
        return 1


class Index:
    def __index__(self):
        return 3


show(float, Own(1))
show(float, Text('8'))
show(float, Plain(2))
show(float, Odd())
show(float, Wrong())
show(float, Index())
show(float, Text('x'))
show(float, b' 1.5 ')
show(float, bytearray(b'2'))
show(float, memoryview(b'3'))
show(float, '1_0.5')
show(float, '1__0')
show(float, None)
show(float, 1, 2)
show(float, x=1)
show(Plain, x=1)
show(float.from_number, 3)
show(float.from_number, '3')
show(float.from_number, Index())
show(float.__getformat__, 'double')
show(float.__getformat__, 'triple')
show(float.__getformat__, 1)
nan = float('nan')
print(float(nan) is nan, float.from_number(nan) is nan, Own(3) + 1, type(Own(3) + 1), complex(Own(2)))
