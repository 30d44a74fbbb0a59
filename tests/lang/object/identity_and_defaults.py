"""What object gives every object."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


o, p = object(), object()
print(o == o, o != o, o == p, hash(o) == hash(o), bool(o), o in [o], repr(o).split(' at ')[0], str(o) == repr(o), format(o, '') == str(o), o.__class__, o.__doc__[:20], sorted(dir(o))[:5], o.__dir__() != [])
for f in (lambda: o < p, lambda: o.x, lambda: setattr(o, 'x', 1), lambda: delattr(o, 'x'), lambda: format(o, 'x'), lambda: o(), lambda: o[0], lambda: len(o), lambda: iter(o), lambda: o + 1, lambda: -o, lambda: int(o), lambda: object(1), lambda: object(x=1), lambda: object.__init__(o, 1), lambda: object.__new__(), lambda: object.__new__(object, 1), lambda: object.__getattribute__(o, 5), lambda: object.__setattr__(o, 5, 5), lambda: object.__init_subclass__(x=1), lambda: o.__sizeof__() > 0, lambda: object.__subclasshook__(5), lambda: o.__eq__(1), lambda: o.__lt__(1), lambda: o.__ne__(o), lambda: object.__repr__(5)[:4], lambda: with_()):
    show(f)


class A:
    pass


class B:
    def __init__(self, x):
        pass


class C:
    def __new__(cls, x):
        return super().__new__(cls, x)


class D:
    def __new__(cls, *args):
        return super().__new__(cls)

    def __init__(self, *args):
        super().__init__(*args)


show(A, 1)
show(A, x=1)
show(B)
show(C, 1)
show(D, 1)
print(type(D()).__name__)
