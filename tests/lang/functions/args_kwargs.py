def f(*args, **kwargs):
    return args, kwargs


print(f(), f(1, 2), f(a=1), f(1, *[2, 3], x=1, **{"y": 2}), f(*"ab", *range(2)), f(**{"a": 1}, **{"b": 2}), f(*(), **{}))


def g(a, b, *rest, key=None, **more):
    return a, b, rest, key, more


print(g(1, 2), g(1, 2, 3, 4, key=5, z=6), g(*[1, 2, 3]), g(b=1, a=2), g(*(1,), **{"b": 2, "key": 3}))
args, kwargs = [1], {"k": 1}
got = f(*args, **kwargs)
args.append(2)
kwargs["z"] = 2
print(got)
