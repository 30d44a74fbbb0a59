def f(define):
    def inner():
        return value
    if define:
        value = 1
    return inner


print(f(True)())
try:
    f(False)()
except NameError as error:
    print(type(error).__name__, error)


def g():
    print(x)
    x = 1


try:
    g()
except UnboundLocalError as error:
    print(error)


def h():
    def inner():
        nonlocal y
        del y
    y = 1
    inner()
    return y


try:
    h()
except NameError as error:
    print(type(error).__name__, error)
