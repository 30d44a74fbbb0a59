def gen():
    yield from range(3)


for it in (gen(), iter([1, 2]), iter("ab"), map(str, [1]), zip([1], [2]), filter(None, [1]), enumerate("a"), reversed([1]), iter({1: 2}), iter({5})):
    a, b = list(it), list(it)
    print(type(it).__name__, a, b)
