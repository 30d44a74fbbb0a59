a, b = [1, 2], {"x": 1}
print([*a, 3, *a], (*a, *"xy"), {*a, 9}, {**b, "y": 2, **{"x": 3}}, [*range(3), *{}], (*a,), {**{}}, *a, sep=" ")


def f():
    return *a, 5


print(f())
for x in *a, 7:
    print(x, end=" ")
print()
t = *a,
print(t, t[*[0]] if False else t[0])
