def f(a, b=2, *, c=3, **rest):
    return a, b, c, rest


print(f(1), f(1, 5), f(1, c=9), f(a=1, b=2, d=4), f(b=1, a=0))


def shared(item, into=[]):
    into.append(item)
    return into


print(shared(1), shared(2), shared(3, []), shared(4))
print(f.__defaults__, f.__kwdefaults__, f.__name__, f.__qualname__, f.__module__, shared.__defaults__)
x = 1
def late(a=x):
    return a
x = 2
print(late())
f.__defaults__ = (7, 8)
print(f())
