import gc
import re


class Node:
    alive = 0

    def __init__(self):
        Node.alive += 1
        self.other = None

    def __del__(self):
        Node.alive -= 1


def make(n):
    for _ in range(n):
        a, b = Node(), Node()
        a.other, b.other = b, a


def settle(n=20):
    # Whatever the collector might still see of finished calls is overwritten.
    return [0] * n if n == 0 else settle(n - 1)


make(50)
settle()
gc.collect()
print(Node.alive <= 4)  # A conservative collector may see a few more.


def hold():
    keep = [Node() for _ in range(5)]
    settle()
    gc.collect()
    print(5 <= Node.alive <= 9)
    keep.clear()


def apart(f):
    """Calls f from native code, of whose frames nothing is left for a conservative collector to see."""
    re.sub("x", lambda _: f() and "", "x")


apart(hold)
settle()
gc.collect()
print(Node.alive <= 4, type(gc.collect()).__name__, gc.isenabled())
