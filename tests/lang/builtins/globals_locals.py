g = globals()
g["dynamic"] = 5
print(dynamic, "g" in g, g is globals())


def f(a):
    b = 2
    before = dict(locals())
    c = 3
    return before, sorted(locals())


print(f(1))
del g["dynamic"]
try:
    dynamic
except NameError as error:
    print(error)


class C:
    x = 1
    names = [n for n in ("x", "__module__") if n in locals()] if False else sorted(n for n in list(locals()) if n in ("x", "__module__", "__qualname__"))


print(C.names)
