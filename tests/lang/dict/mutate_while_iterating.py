d = {i: i for i in range(5)}
try:
    for k in d:
        d[k + 100] = 1
except RuntimeError as error:
    print(error)
try:
    for k in d:
        del d[k]
except RuntimeError as error:
    print(error)
for k in d:
    d[k] = "ok"
print(d)
for k in list(d):
    del d[k]
print(d)
