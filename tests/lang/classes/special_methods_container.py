class Box:
    def __init__(self):
        self.items = {}

    def __getitem__(self, k):
        print("get", k)
        return self.items[k]

    def __setitem__(self, k, v):
        print("set", k, v)
        self.items[k] = v

    def __delitem__(self, k):
        print("del", k)
        del self.items[k]

    def __len__(self):
        return len(self.items)

    def __contains__(self, k):
        print("contains", k)
        return k in self.items

    def __iter__(self):
        return iter(sorted(self.items))

    def __reversed__(self):
        return iter(sorted(self.items, reverse=True))


b = Box()
b["x"] = 1
b["y"] = 2
b["x"] += 10
print(b["x"], len(b), "x" in b, "q" not in b, list(b), list(reversed(b)), bool(b), [*b], max(b), sorted(b))
del b["x"]
try:
    b["x"]
except KeyError as error:
    print("KeyError", error)
