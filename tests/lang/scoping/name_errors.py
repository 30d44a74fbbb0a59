"""Unbound names: which exception, which words."""
def local():
    print(a)
    a = 1
def deleted():
    a = 1
    del a
    return a
def twice():
    a = 1
    del a
    del a
def free():
    def inner():
        return a
    inner()
    a = 1
def conditional(flag):
    if flag:
        value = 1
    return value
def loop():
    for i in ():
        pass
    return i
def handler():
    try:
        1 / 0
    except ZeroDivisionError as e:
        pass
    return e
def walrus():
    if False and (w := 1):
        pass
    return w
for f in (local, deleted, twice, free, lambda: conditional(0), loop, handler, walrus, lambda: nothing):
    try:
        f()
    except NameError as e:
        print(type(e).__name__, "|", e, "|", e.name)
try:
    del nothing
except NameError as e:
    print(e)
