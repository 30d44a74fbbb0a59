"""There is one empty tuple; subclasses have their own."""

class Sub(tuple):
    pass


def f(*args):
    return args


empty = ()
for t in (tuple(), tuple([]), tuple(''), (1, 2)[2:], () + (), (1,) * 0, f(), f(*[]), tuple(x for x in ()), Sub()[:], tuple(Sub()), Sub(), Sub() + ()):
    print(t is empty, t == empty, type(t).__name__, end='; ')
print()
print((lambda: 0).__code__.co_freevars is empty, f.__type_params__ is empty, type.__type_params__, int.__type_params__)
a = (1, 2, 3)
print(tuple(a) is a, a[:] is a, a * 1 is a, a + () is a, () + a is a, a[::1] is a, a[0:3] is a, a.__add__(()) is a)
