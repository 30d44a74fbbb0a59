"""bit_length, bit_count, as_integer_ratio, conjugate and attributes of ints."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


for n in (0, 1, -1, 255, 256, -256, 2**31, 2**62, 2**63, 2**64 - 1, -2**64, 10**30, True, False):
    print(n, n.bit_length(), n.bit_count(), n.as_integer_ratio(), n.conjugate() == n, n.real, n.imag, n.numerator, n.denominator, n.is_integer(), n.__index__(), n.__int__(), n.__trunc__(), n.__floor__(), n.__ceil__(), n.__round__(), n.__round__(-1), n.__bool__(), n.__abs__(), n.__invert__() if n is not True and n is not False else 'b', n.__sizeof__() > 0)
for name in ('real', 'imag', 'numerator', 'x'):
    show(setattr, 5, name, 1)
    show(delattr, 5, name)
print((5).__add__(1.5), (5).__radd__(2), (5).__eq__('a'), (5).__lt__(6), (5).__divmod__(3), (5).__pow__(2, 7), (5).__rpow__(2), (2).__lshift__(3), (5).__and__(True), int.__doc__[:10], (5).__getnewargs__(), (5).__class__, (5).__hash__(), (5).__format__('>4'), (5).__str__(), (5).__repr__(), (-5).__floordiv__(2), (-5).__mod__(3))
for bad in (lambda: (5).__add__(), lambda: (5).__pow__(1, 2, 3), lambda: (5).bit_length(1), lambda: (5).__round__('a'), lambda: int.bit_length('a'), lambda: int.__add__(1)):
    show(bad)
