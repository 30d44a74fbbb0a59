def show(tag, value):
    print("eval", tag)
    return value


def f(*args, **kwargs):
    return args, kwargs


print(f(show("a", 1), *show("b", [2]), k=show("c", 3), **show("d", {"z": 4})))
print(f(*show("x", [1]), show("y", 2)))
print(show("f", f)(show("arg", 1)))
d = {}
d[show("key", "k")] = show("value", "v")
print(d)
show("list", [0])[show("index", 0)] = show("assigned", 5)
x = [0, 0]
i = 0
i, x[i] = 1, 9
print(i, x)
