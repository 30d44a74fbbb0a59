a, b = {"x": 1, "y": 2}, {"y": 3, "z": 4}
print(a | b, b | a, {**a, **b}, dict(a, **b))
a |= b
print(a)
a |= [("k", "v")]
print(a)
try:
    a | [("k", "v")]
except TypeError as error:
    print(error)
