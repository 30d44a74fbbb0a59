"""What may be assigned to __class__ and __dict__ of instances."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import types


class A:
    pass


class B:
    pass


class S:
    __slots__ = ('a',)


class S2:
    __slots__ = ('a',)


class S3:
    __slots__ = ('a', '__dict__')


class L(list):
    pass


class E(Exception):
    pass


class M(types.ModuleType):
    pass


a = A()
a.x = 1
a.__class__ = B
print(type(a), a.x, isinstance(a, B))
for obj, cls in ((a, int), (1, A), (a, 1), (A(), S), (S(), S2), (S(), S3), (L(), A), (A(), L), (True, int), ([], tuple), (lambda: 0, A), (E(), A), (M('m'), types.ModuleType), (types.ModuleType('n'), M), (A, type), (object(), A)):
    show(setattr, obj, '__class__', cls)
show(delattr, a, '__class__')
for obj in (A(), S(), S3(), L(), E(), M('m'), A, (lambda: 0), 5):
    for value in ({'z': 1}, 5, None):
        show(setattr, obj, '__dict__', value)
    show(delattr, obj, '__dict__')
    print(sorted(k for k in getattr(obj, '__dict__', ()) if not k.startswith('__')))
e = E('text')
e.note = 5
print(e.__dict__, vars(e))
e.__dict__ = {'other': 1}
print(e.other, hasattr(e, 'note'), e.args)
