"""Names, owners and representations of native functions and methods."""

import math

for f in (len, [].append, list.append, str.maketrans, bytes.maketrans, dict.fromkeys, {}.get, int.from_bytes, object.__new__, int.__add__, (1).__add__, type.mro, int.mro, math.sin, float.fromhex, ''.join, str.join, bytes.fromhex, property.getter):
    print(f.__name__, f.__qualname__, getattr(f, '__module__', 'none'), type(f).__name__, repr(f).split(' at ')[0], getattr(getattr(f, '__self__', None), '__name__', None))
print(len == len, [].append == [].append, str.maketrans is str.maketrans, hash(len) == hash(len), dict.fromkeys == dict.fromkeys)
l = []
print(l.append == l.append, l.append is l.append, hash(l.append) == hash(l.append))
for f in (lambda: len.__name__.x, lambda: setattr(len, 'x', 1), lambda: delattr(len, '__name__'), lambda: len.__call__(), lambda: [].append.__self__.x, lambda: type(len)()):
    try:
        print(f())
    except (AttributeError, TypeError) as e:
        print(type(e).__name__, e)


def f(a, /, b: int = 1, *c, d=2, **e) -> str:
    """doc"""


print(type(type(f).__globals__).__name__, type(type(f).__code__).__name__, type(type(f).__closure__).__name__, f.__builtins__ is __builtins__.__dict__, f.__kwdefaults__, f.__defaults__)
for name in ('__globals__', '__closure__', '__builtins__'):
    try:
        setattr(f, name, None)
    except AttributeError as e:
        print(e)
