data = {"a": [1, 2, {"b": None}]}


def f(x, y):
    return x["a"][2]["b"].attribute + y


print(
    f(data, 1)
    + 2
)
