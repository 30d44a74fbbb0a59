class P:
    def __new__(cls, *args):
        print("new", cls.__name__, args)
        return super().__new__(cls)

    def __init__(self, *args):
        print("init", args)


class Q(P):
    def __new__(cls, *args):
        return 42


class Single:
    only = None

    def __new__(cls):
        if cls.only is None:
            cls.only = object.__new__(cls)
        return cls.only


P(1, 2)
print(Q(1), Single() is Single())


class Bad:
    def __init__(self):
        return 5


try:
    Bad()
except TypeError as error:
    print(error)
try:
    object(1)
except TypeError as error:
    print(error)
class NoArgs:
    pass
try:
    NoArgs(1, x=2)
except TypeError as error:
    print(error)
