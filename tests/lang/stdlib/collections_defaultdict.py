from collections import defaultdict

d = defaultdict(list)
for word in "the quick brown fox jumps over the lazy dog".split():
    d[len(word)].append(word)
print(d, dict(d), d[99], 98 in d, d.get(97), len(d))
counts = defaultdict(int, {"x": 5})
for c in "hello":
    counts[c] += 1
print(counts, counts.default_factory)
nested = defaultdict(lambda: defaultdict(int))
nested["a"]["b"] += 1
print(nested["a"]["b"], list(nested), nested["q"])
try:
    defaultdict(None)["x"]
except KeyError as error:
    print("KeyError", error)
try:
    defaultdict(5)
except TypeError as error:
    print(error)
print(counts.copy() == counts, counts | {"z": 1})
