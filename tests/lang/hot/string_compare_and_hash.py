keys = ["alpha", "beta", "gamma", "delta"]
d = {k: i for i, k in enumerate(keys)}
n = 0
for i in range(4000):
    k = keys[i % 4]
    if k == "beta":
        n += 1
    elif k != "gamma" and k < "b":
        n += 10
    n += d[k]
    built = "al" + "pha"[: i % 4]
    if built == "alpha":
        n += 100
    if built is k:
        n += 0
print(n)
