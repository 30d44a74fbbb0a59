"""Binding and unbinding of names in every scope."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


x = 'module'


def unbound():
    print(x)
    x = 1


def deleted():
    x = 1
    del x
    return x


def deleted_twice():
    x = 1
    del x
    del x


def conditional(flag):
    if flag:
        y = 1
    return y


def global_deleted():
    global z
    z = 1
    del z
    return z


def closure():
    y = 1

    def inner():
        return y
    del y
    return inner()


def rebound():
    y = 1

    def inner():
        nonlocal y
        del y
        y = 5
        return y
    return inner(), y


def loop_variable():
    for i in []:
        pass
    return i


def except_variable():
    e = 'before'
    try:
        1 / 0
    except ZeroDivisionError as e:
        pass
    return e


def with_variable():
    import contextlib
    with contextlib.nullcontext(5) as w:
        pass
    return w


def import_local():
    import os.path as p
    return p.__name__.endswith('path'), 'os' in locals()


def class_local():
    x = 'function'

    class C:
        y = x
        x = 'class'
        z = x
        del x
        w = x
    return C.y, C.z, C.w


def match_binding(v):
    match v:
        case [a, *b] | (a, *b):
            return a, b
        case {'k': a, **rest}:
            return a, rest
        case _:
            pass
    return a


for f, *args in ((unbound,), (deleted,), (deleted_twice,), (conditional, 1), (conditional, 0), (global_deleted,), (closure,), (rebound,), (loop_variable,), (except_variable,), (with_variable,), (import_local,), (class_local,), (match_binding, [1, 2]), (match_binding, {'k': 1, 'l': 2}), (match_binding, 5)):
    show(f, *args)
del x
show(lambda: x)
try:
    del x
except NameError as e:
    print(e)
