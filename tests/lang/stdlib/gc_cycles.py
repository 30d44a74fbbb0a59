import gc


class Node:
    alive = 0

    def __init__(self):
        Node.alive += 1
        self.other = None

    def __del__(self):
        Node.alive -= 1


for _ in range(10):
    a, b = Node(), Node()
    a.other, b.other = b, a
del a, b
gc.collect()
gc.collect()
print(Node.alive)
keep = [Node() for _ in range(5)]
gc.collect()
print(Node.alive)
keep.clear()
gc.collect()
print(Node.alive, type(gc.collect()).__name__, gc.isenabled())
