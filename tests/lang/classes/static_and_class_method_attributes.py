"""Attributes of staticmethod and classmethod objects; subscripts."""

for deco in (staticmethod, classmethod):
    @deco
    def f(x, y: int = 1) -> str:
        """doc"""

    @deco
    def plain(x):
        pass

    print(f.__name__, f.__doc__, f.__qualname__, f.__module__, f.__wrapped__ is f.__func__, f.__isabstractmethod__)
    print('__annotations__' in f.__dict__, f.__annotations__, '__annotations__' in f.__dict__)
    f.__annotations__ = {'a': 'b'}
    print(f.__annotations__, f.__wrapped__.__annotations__)
    del f.__annotations__
    print(f.__annotations__)
    try:
        del plain.__annotations__
    except AttributeError as e:
        print(type(e).__name__)
    print(f.__annotate__ is f.__wrapped__.__annotate__)
    f.extra = 1
    print(f.extra, deco[int], repr(f)[:40].split(' at ')[0])
    try:
        deco(f, 1)
    except TypeError as e:
        print(e)
    try:
        deco(x=1)
    except TypeError as e:
        print(e)
print(staticmethod(len)([1, 2]))
