d = {i: i for i in range(8)}
total = 0
for i in range(4000):
    total += d[i % 8]
    if i == 1000:
        for j in range(100, 2000):
            d[j] = j
    if i == 2000:
        for j in range(100, 2000):
            del d[j]
    if i == 3000:
        d = {k: -v for k, v in d.items()}
print(total, len(d))
try:
    for k in d:
        if k == 3:
            d["new"] = 1
except RuntimeError as error:
    print(error)
