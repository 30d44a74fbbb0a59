def make():
    value = []

    def add(x):
        value.append(x)
        return add

    def take():
        nonlocal value
        old, value = value, []
        return old
    return add, take


add, take = make()
add(1)(2)(3)
print(take(), take())
add(4)
print(take())
def args_captured(a, *rest, k=1, **kw):
    return lambda: (a, rest, k, kw)
print(args_captured(1, 2, 3, k=4, z=5)())
