d = {"a": 1, "b": 2, "c": 3}
keys, values, items = d.keys(), d.values(), d.items()
d["d"] = 4
print(keys, values, items, len(keys), "a" in keys, 4 in values, ("a", 1) in items, ("a", 2) in items)
print(keys & {"a", "z"}, sorted(keys | {"z"}), sorted(keys - {"a"}), sorted(keys ^ {"a", "z"}), keys == {"a", "b", "c", "d"}, keys > {"a"}, keys.isdisjoint({"q"}), list(reversed(items)))
print(sorted({"a": 1}.items() & {("a", 1)}), type(keys).__name__, d.keys() == d.keys(), d.values() == d.values())
