"""Operators whose operands are changed while they are evaluated."""
def rebind():
    global x
    x = 100
    return 1

x = 1
print(x + rebind(), x)
x = 1
print(x + (x := 10) + x)
items = [1, 2, 3]
def clear():
    items.clear()
    return 0
print([items, items[0], clear(), items])
items = [3, 1, 2]
class Clears:
    def __init__(self, n):
        self.n = n
    def __eq__(self, other):
        items.clear()
        return False
items = [Clears(1), Clears(2), Clears(3)]
print(5 in items, items)
items = [Clears(1), Clears(2)]
try:
    print(items.index(5))
except ValueError as e:
    print("ValueError", e)
items = [Clears(1), 2, 3]
print(items.count(5), items)
d = {1: "a"}
class Key:
    def __hash__(self):
        return hash(1)
    def __eq__(self, other):
        d.clear()
        return False
print(d.get(Key(), "default"), d)
