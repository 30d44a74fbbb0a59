"""What assigning and deleting __name__, __doc__, __dict__ and the like of classes says."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class C:
    """doc"""

    def method(self):
        pass


for name in ('__name__', '__qualname__', '__module__', '__doc__', '__bases__', '__mro__', '__base__', '__dict__', '__class__', '__annotations__', '__type_params__', '__abstractmethods__'):
    show(delattr, C, name)
    show(setattr, C, name, 5)
show(setattr, C, '__name__', 'a\0b')
show(setattr, C, '__name__', '\ud800')
show(setattr, C, '__name__', 'New')
print(C.__name__, C.__qualname__, C.__module__, C.__doc__)
for name in ('__doc__', '__name__', 'x', 'real'):
    show(setattr, int, name, 'x')
    show(delattr, int, name)
show(type, 'X', (), {'__qualname__': 5})
show(type, 'X', (5,), {})
show(type, 5, (), {})
show(type, 'X', [], {})
show(type, 'X', (), [])
show(type, '\ud800', (), {})
show(type, 'a\0', (), {})
show(type, 'X', (bool,), {})
show(type, 'X', (int, str), {})
show(type, 'X', (object, int), {})
show(type, 'X', (), {'__slots__': 5})
show(type, 'X', (), {'__slots__': ['a b']})
show(type, 'X', (), {'__slots__': ['a'], 'a': 1})
show(type, 'X', (int,), {'__slots__': ['a']})
show(type, 'X', (), {'__doc__': '\ud800'})
show(type)
show(type, 1, 2)
