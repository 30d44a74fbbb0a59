"""dir() and vars() of objects that answer oddly."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class D:
    def __dir__(self):
        return ['b', 'a', 'c']


class Tuple:
    def __dir__(self):
        return ('z', 'y')


class Number:
    def __dir__(self):
        return 7


class Mixed:
    def __dir__(self):
        return ['a', 1]


class Dict:
    __dict__ = property(lambda self: {'q': 1})


class Odd:
    __dict__ = property(lambda self: 8)


class Meta(type):
    def __dir__(cls):
        return ['meta']


class M(metaclass=Meta):
    pass


for x in (D(), Tuple(), Number(), Mixed()):
    show(dir, x)
show(dir, M)
show(lambda: 'q' in dir(Dict()))
show(dir, Odd())
show(vars, Dict())
show(vars, Odd())
show(vars, 5)
show(vars, 1, 2)
show(lambda: sorted(vars(type('X', (), {'a': 1})))[-1])
show(lambda: dir.__call__(1, 2))


def f(a, b=2):
    c = 3
    return sorted(vars()), dir()


print(f(1))
