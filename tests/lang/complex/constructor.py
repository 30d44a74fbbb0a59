"""complex(): one argument, parts, names, and what is on its way out."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import warnings
warnings.simplefilter('error')


class Sub(complex):
    pass


class With:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        return self.value


class Float:
    def __float__(self):
        return 2.5


class Index:
    def __index__(self):
        return 7


for args in ((), (1,), (1.5, 2), ('1+2j',), (' ( 3-4j ) ',), ('nan-infj',), (Sub(1j),), (With(1 + 2j),), (Float(),), (Index(), Float()), (True, False)):
    show(complex, *args)
for args in (('1', 2), (1, '2'), ('1 + 2j',), ('',), (None,), ([],), (1, None), ({}, 1), (1j, 2), (1, 1j), (Sub(1j), 2), (With(1j), 2), (1, With(1j)), (With(1),), (With(Sub(1)),), (1, 2, 3), (b'1',)):
    show(complex, *args)
show(complex, real=1, imag=2)
show(complex, 1, imag=2)
show(complex, imag=2)
show(complex, 1, real=2)
show(complex, imaginary=2)
show(complex, real='1')
show(complex.from_number, 3)
show(complex.from_number, '3')
print(type(Sub(1)), Sub(1), type(Sub(1) + 1), type(Sub.from_number(2)), complex(complex(1, 2)) is not None)
