for i in range(3):
    pass
print(i)
for j in []:
    pass
try:
    print(j)
except NameError as error:
    print(error)
i = 10
[i for i in range(5)]
print(i)
for i, (a, *b) in enumerate([(1, 2, 3), "xyz"]):
    print(i, a, b)
for d["k"] in (range(3)) if (d := {}) is not None else ():
    pass
print(d)
