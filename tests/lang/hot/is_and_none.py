values = [None, 0, False, "", [], 1, True]
counts = {}
for i in range(3500):
    v = values[i % 7]
    k = ("none" if v is None else "true" if v is True else "false" if v is False else "truthy" if v else "falsy")
    counts[k] = counts.get(k, 0) + 1
    if v is not None and v == 0:
        counts["zero"] = counts.get("zero", 0) + 1
print(counts)
