from collections import OrderedDict, ChainMap, UserDict

d = OrderedDict(a=1, b=2, c=3)
d.move_to_end("a")
d.move_to_end("c", last=False)
print(d, list(d), d.popitem(), d.popitem(last=False), d == {"b": 2}, OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), list(reversed(OrderedDict(x=1, y=2))))
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
m["z"] = 9
print(m["a"], m["b"], sorted(m), m.maps[0], len(m), m.new_child({"a": 0})["a"], m.parents["a"])


class U(UserDict):
    def __setitem__(self, k, v):
        super().__setitem__(k.upper(), v)


u = U(a=1)
u["b"] = 2
print(u, u.data)
