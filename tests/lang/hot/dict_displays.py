"""Dicts made by displays with constant keys: with the same keys each time, but otherwise dicts like any."""
import gc


class Name(str):
    pass


def record(i):
    d = {"a": i, "b": [i], "c": str(i), "d": i * 1.5, "e": None, "f": i % 3 == 0, "g": (i,), "h": "x"}
    d["z"] = i
    if i % 3 == 0:
        del d["a"]
    e = {"x": d, "y": i}
    e["x"]["b"].append(e["y"])
    return d, e, {"x": i, "x": i + 1}, {"k": i}, {"one": i, 1: 2, "two": i}


def nested(i):
    return {"l": {"l": {"l": {}, "r": i}, "r": [i]}, "r": {"r": {"i": i << 70}}}


def grown(i):
    d = {"a": 1, "b": 2}
    for k in range(i % 30):
        d[k] = k
    if i % 4 == 1:
        d.pop("a")
    if i % 4 == 2:
        d.clear()
    d["c"] = i
    return d


def order(i):
    trace = []
    d = {trace.append("k") or "a": trace.append("v"), "b": len(trace), "c": [].append(trace)}
    return d["b"], trace


def fails(i):
    d = {"a": i, "b": 10 // (i % 7), "c": i}
    return d["a"] + d["b"]


def shared(i):
    one, two = {"a": i, "b": i}, {"a": i, "b": i}
    one["a"] += 1
    return one, two, one == two, one.keys() == two.keys(), list(one) == list(two)


def subclassed(i):
    return {"a": i, "b": 1} | {Name("a"): 2}


out = []
failures = 0
for i in range(3000):
    out.append((record(i), nested(i), grown(i), order(i), shared(i), subclassed(i)))
    try:
        fails(i)
    except ZeroDivisionError:
        failures += 1
    if i % 500 == 0:
        gc.collect()
for n in 0, 1, 2, 7, 1500, 1501, 2999:
    print(out[n])
print(failures, sum(len(a) + len(b) + c["x"] + d["k"] + e["two"] for ((a, b, c, d, e), *_) in out))
print(all(x[1]["r"]["r"]["i"] == i << 70 and x[1]["l"]["l"]["r"] == i for i, x in enumerate(out)))
