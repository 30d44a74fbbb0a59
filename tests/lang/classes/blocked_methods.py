"""None under the name of a special method says that there is none."""

class E:
    __eq__ = None
    __lt__ = None


class N:
    __add__ = None
    __radd__ = None
    __iter__ = None
    __contains__ = None
    __reversed__ = None
    __hash__ = None
    __bool__ = None
    __len__ = None
    __call__ = None
    __getitem__ = None
    __enter__ = None
    __index__ = None


class Base:
    def __iter__(self):
        return iter('ab')

    def __radd__(self, other):
        return 'radd'


class Derived(Base):
    __iter__ = None
    __radd__ = None


n = N()
for f in (lambda: E() == 1, lambda: 1 == E(), lambda: E() != 1, lambda: E() < 1, lambda: 1 > E(), lambda: object() == E(), lambda: n + 1, lambda: 1 + n, lambda: list(n), lambda: 1 in n, lambda: reversed(n), lambda: hash(n), lambda: bool(n), lambda: len(n), lambda: n(), lambda: n[0], lambda: [1][n], lambda: list(Base()), lambda: list(Derived()), lambda: 'a' in Derived(), lambda: 1 + Base(), lambda: 1 + Derived(), lambda: [*n], lambda: dict(n), lambda: ''.join(n)):
    try:
        print(repr(f()))
    except TypeError as e:
        print('TypeError', e)
try:
    with n:
        pass
except TypeError as e:
    print(e)
try:
    a, b = n
except TypeError as e:
    print(e)
