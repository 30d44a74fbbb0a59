# Tuples as keys: of numbers, of strings, nested, mixed, with items whose comparison runs Python.
d = {}
for i in range(50):
    for j in range(20):
        d[i, j] = i * j
print(len(d), d[7, 9], (50, 0) in d, d.get((3, 4)), d.get((3, 4, 5)), d[3.0, True])
d[1.0, 2] = "float"
print(d[1, 2], len(d))
names = {("a", "b"): 1, ("a", "c"): 2, ("ab",): 3, (): 4, ("a", 1): 5, ("a", None): 6, ("a", ("b",)): 7}
for k in [("a", "b"), ("a", "".join("c")), ("ab",), (), ("a", 1), ("a", True), ("a", 1.0), ("a", None), ("a", ("b",))]:
    print(k, names[k])
nan = float("nan")
d = {(nan, 1): "same", (float("nan"), 1): "other"}
print(len(d), d[nan, 1])
calls = []


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        calls.append((self.n, getattr(other, "n", other)))
        return isinstance(other, Key) and self.n == other.n


d = {(Key(1), 2): "one", (Key(2), 2): "two"}
print(d[Key(2), 2], calls)
calls.clear()
print((Key(3), 2) in d, (Key(1), 3) in d, calls)
big = {(2**70, "x"): 1, (-(2**70), "x"): 2}
print(big[2**70, "x"], big.get((2**70 + 1, "x")))


class Pair(tuple):
    def __eq__(self, other):
        return False

    __hash__ = tuple.__hash__


d = {(1, 2): "plain"}
print(Pair((1, 2)) in d, d.get(Pair((1, 2))), (1, 2) in {Pair((1, 2)): 0})
deep = ()
for _ in range(100):
    deep = (deep, 1)
other = ()
for _ in range(100):
    other = (other, 1)
print({deep: "deep"}[other])
s = {(1, 2), (1, 2.0), (True, 2), ("1", "2")}
print(len(s), (1, 2) in s, ("1", 2) in s)
try:
    {(1, []): 2}
except TypeError as e:
    print(e)
