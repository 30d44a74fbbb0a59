"""Special methods taken from unrelated built-in types check what they are given."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class A(int):
    __len__ = list.__len__
    __iter__ = list.__iter__
    __contains__ = list.__contains__
    __repr__ = list.__repr__
    __hash__ = str.__hash__
    __eq__ = str.__eq__
    __add__ = str.__add__
    __neg__ = float.__neg__
    __bool__ = float.__bool__
    __call__ = type.__call__
    __str__ = str.__str__
    __next__ = type(iter([])).__next__


a = A(5)
for f in (lambda: len(a), lambda: list(a), lambda: 1 in a, lambda: repr(a), lambda: hash(a), lambda: a == a, lambda: a + a, lambda: -a, lambda: bool(a), lambda: a(), lambda: str(a), lambda: next(a), lambda: f'{a}', lambda: a - 1, lambda: a * 2):
    show(f)


class B(list):
    __lt__ = tuple.__lt__


class C:
    __getattribute__ = type.__getattribute__


class D(Exception):
    __init__ = list.__init__


class F(str):
    __setattr__ = type.__setattr__


show(lambda: B() < B())
show(lambda: C().x)
show(D, 1)
show(setattr, F('a'), 'x', 1)
for f in (lambda: int.__add__(1.0, 2), lambda: list.append((), 1), lambda: str.join(1, []), lambda: dict.get([], 1), lambda: list.__len__(()), lambda: object.__setattr__(1, 'a', 1), lambda: type.__call__(1), lambda: int.__new__(str), lambda: BaseException.__new__(int), lambda: set.add(frozenset(), 1), lambda: float.is_integer(1), lambda: bytes.join('a', []), lambda: type.mro(1), lambda: list.append(), lambda: object.__new__(int), lambda: object.__new__(1), lambda: tuple.__new__()):
    show(f)
