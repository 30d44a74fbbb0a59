"""Dictionaries that change while they are walked, compared, copied or updated."""
d = {i: i for i in range(5)}
for action in (lambda: d.update({9: 9}), lambda: d.pop(0), lambda: d.clear(), lambda: d.__setitem__(1, "changed")):
    try:
        for k in d:
            action()
        print("fine", d)
    except RuntimeError as e:
        print(e, len(d))
    d = {i: i for i in range(5)}
try:
    for k in d.values(): d[k + 100] = 1
except RuntimeError as e:
    print(e)
it = iter(d.items())
next(it)
saved = dict(d)
d.clear(); d.update(saved)
try:
    print(len(list(it)))
except RuntimeError as e:
    print(e)
class K:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, other):
        if trick: target.pop(next(iter(target)), None) if target else None
        return self.n == other.n
trick = False
target = {K(i): i for i in range(4)}
trick = True
print(target.get(K(9), "none"), len(target) < 4)
trick = False
e = {}
e["self"] = e
print(e, repr(e) == str(e), e.keys(), list(e.values())[0] is e)
class Loud(dict):
    def __setitem__(self, k, v): print("set", k); super().__setitem__(k, v)
    def keys(self): print("keys"); return super().keys()
l = Loud(a=1)
l.update(b=2)
l |= {"c": 3}
print(l | {"d": 4}, type(l | {}).__name__, type(l.copy()).__name__)
print(dict.fromkeys("aba", 0), list(reversed({1: 2, 3: 4})), {1: "int", True: "bool", 1.0: "float"})
x = {1: 1, 2: 2}
print(x.keys() & {1}, x.items() - {(1, 1)}, x.keys() | "a", x.keys() ^ {2, 3}, x.keys() <= {1, 2, 3}, x.keys().isdisjoint([5]), x.keys().mapping)
