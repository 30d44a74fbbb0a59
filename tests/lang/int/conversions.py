"""int(): texts, buffers, special methods and their wrong results."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import array
import warnings
warnings.simplefilter('error')


class Int:
    def __init__(self, result):
        self.result = result

    def __int__(self):
        return self.result


class Index:
    def __init__(self, result):
        self.result = result

    def __index__(self):
        return self.result


class Sub(int):
    pass


class Odd(int):
    def __index__(self):
        return 100

    def __int__(self):
        return 200


for x in ('12', ' -12\n', '1_000', b'12', bytearray(b'13'), memoryview(b'12345')[1:3], array.array('B', b'99'), 3.99, -3.99, True, Int(5), Index(6), Sub(7), Odd(8), '\u0663\uff14'):
    show(int, x)
for x in ('', '1__0', '0x10', '1.5', b'', b'1\x00', memoryview(b'x'), None, [], Int('a'), Int(True), Int(Sub(1)), Index(1.0), Index(True), float('nan'), float('inf'), 1j):
    show(int, x)
for args in (('ff', 16), ('0b11', 0), ('z', 36), (b'11', 2), ('0', 1), ('1', 37), (12, 10), (memoryview(b'1'), 2), ('1', None), ('1', 2.0), ('12', 2), ('-0o17', 0), ('010', 0)):
    show(int, *args)
show(int, '1', 2, 3)
show(int, base=10)
show(int, x='1')
import operator
show(operator.index, Odd(8))
show(operator.index, Index(3))
show(operator.index, 1.0)
print([1, 2, 3][Index(1)], 'abc'[Odd(1)], hex(Odd(255)), Odd(3) + 1, range(Odd(3)), 1 << Odd(2))
