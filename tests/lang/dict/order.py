d = {}
for i in range(20):
    d[i * 7 % 20] = i
del d[7], d[0]
d[0] = "back"
d[14] = "changed"
print(d)
for i in range(5):
    d.pop(next(iter(d)))
print(list(d.items()))
print({"b": 1, "a": 2} == {"a": 2, "b": 1}, {"a": 1} != {"a": 2}, {1: "x"} == {1.0: "x"})
