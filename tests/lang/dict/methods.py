d = {"a": 1, "b": 2}
print(d["a"], d.get("x"), d.get("x", 0), d.setdefault("c", 3), d.setdefault("a", 9), d.pop("b"), d.pop("zz", None), d, len(d), "a" in d, "zz" not in d)
d.update({"x": 1}, y=2)
d.update([("z", 3), ["w", 4]])
print(d, list(d), list(d.keys()), list(d.values()), list(d.items()), d.popitem(), d.copy() == d)
del d["a"]
d["a"] = "again"
print(d, list(reversed(d)), dict.fromkeys("ab", 0), dict(a=1), dict([("k", "v")]), dict({"q": 1}, r=2), {**d, "s": 5})
d.clear()
print(d)
for f in (lambda: {}["k"], lambda: {}.pop("k"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: dict(5)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
