def f(x: int, y: "str" = "d") -> bool:
    """The doc."""
    return True


f.count = 1
f.count += 1
print(f.count, f.__doc__, f.__annotations__, f.__dict__, f.__name__)
f.__name__ = "renamed"
print(f.__name__, f.__qualname__, callable(f), callable(5), f.__code__.co_name, f.__code__.co_varnames, f.__code__.co_argcount)
try:
    f.missing
except AttributeError as error:
    print(error)
del f.count
print(hasattr(f, "count"))
