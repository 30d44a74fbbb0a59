print({k: v for k, v in zip("abc", range(3))}, {x: x * x for x in range(10) if x % 3 == 0}, {v: k for k, v in {"a": 1, "b": 2}.items()}, {i: {j: i * j for j in range(2)} for i in range(2)})


def f(x):
    print("f", x)
    return x


print({f("k"): f("v") for _ in range(2)}, {f(1): f(2), f(1): f(3)})
