def inner():
    x = yield 1
    print("inner got", x)
    yield 2
    return "inner result"


def outer():
    result = yield from inner()
    print("result", result)
    yield from [10, 20]
    yield from "ab"
    return "done"


g = outer()
print(next(g), g.send("hi"), next(g), list(g))


def tree(t):
    if isinstance(t, list):
        for x in t:
            yield from tree(x)
    else:
        yield t


print(list(tree([1, [2, [3, 4], []], 5])))
