d = {1: "int"}
d[1.0] = "float"
d[True] = "bool"
print(d, d[1])


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f"K{self.n}"


e = {Key(i): i for i in range(12)}
print(e[Key(5)], Key(12) in e, e.pop(Key(3)), list(e))
