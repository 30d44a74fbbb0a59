# Two dicts with the same keys in the same order are equal without a look at other keys, unless those have a say.
class Key:
    armed = None

    def __init__(self, like):
        self.like = like

    def __hash__(self):
        return hash(self.like)

    def __eq__(self, other):
        Key.asked = True
        if self.armed is None:
            return False
        if self.armed is ValueError:
            raise ValueError("compared")
        return self.armed

    def __repr__(self):
        return "Key(%r)" % self.like


for order in [0, 1]:
    k = Key("x")
    pairs = [(k, 1), ("x", 2)]
    if order:
        pairs.reverse()
    a, b = dict(pairs), dict(pairs)
    for k.armed in [None, True, ValueError]:
        Key.asked = False
        try:
            print(order, k.armed is None, a == b, Key.asked)
        except ValueError as e:
            print(order, e, Key.asked)


# Values whose comparison changes one of the dicts.
class Changes:
    def __init__(self, f):
        self.f = f

    def __eq__(self, other):
        self.f()
        return True


def fresh():
    return "".join(["k", "ey"]), "".join(["ot", "her"])


def pair(f):
    (p, q), (r, s) = fresh(), fresh()
    b = {r: 1, s: 2, "last": 3}
    a = {p: Changes(lambda: f(b)), q: 2, "last": 3}
    return a, b


changes = {
    "nothing": lambda d: None,
    "clear": lambda d: d.clear(),
    "remove next": lambda d: d.pop("other"),
    "remove and put back": lambda d: d.update(other=d.pop("other")),
    "change next": lambda d: d.update(other=7),
    "grow": lambda d: d.update((str(i), i) for i in range(100)),
    "shrink": lambda d: [d.pop(k) for k in list(d) if k != "other"],
}
for name, f in changes.items():
    a, b = pair(f)
    print(name, a == b, len(b))

# Holes, other orders, other kinds of keys, modules and classes.
a = dict.fromkeys(map(str, range(20)))
b = dict.fromkeys(map(str, range(20)))
for k in ["3", "7", "19"]:
    del a[k]
print(a == b)
for k in ["19", "7", "3"]:
    del b[k]
print(a == b, dict(reversed(a.items())) == b)
a["3"] = b["3"] = a
print(a["3"] is b["3"], {"a": 1, 1: "a", (1, 2): 3} == {"a": 1, 1.0: "a", (1, 2): 3})


class Text(str):
    def __eq__(self, other):
        return False

    __hash__ = str.__hash__


print({Text("a"): 1} == {"a": 1}, {"a": 1} == {Text("a"): 1}, {"a": 1} == {"b": 1}, {"a": 1} == {"a": 2})
import types

m, n = types.ModuleType("m"), types.ModuleType("m")
m.x = n.x = 5
print(vars(m) == vars(n), vars(m) == dict(vars(n)), dict(vars(m)) == vars(n))
del n.x
print(vars(m) == vars(n))
n.x = 6
print(vars(m) == vars(n))
nan = float("nan")
print({"a": nan} == {"a": nan}, {"a": nan} == {"a": float("nan")}, [{"a": [nan]}] == [{"a": [nan]}])
