d = {1: "a", 2: "b"}
for bad in (lambda: [d.pop(k) for k in d], lambda: [d.setdefault(k + 10, 0) for k in d]):
    try:
        bad()
    except RuntimeError as error:
        print(error)
print(d)
s = {1, 2, 3}
try:
    for x in s:
        s.remove(x)
except RuntimeError as error:
    print(error)
d = {"a": 1}
it = iter(d)
d["b"] = 2
try:
    next(it)
except RuntimeError as error:
    print(error)
