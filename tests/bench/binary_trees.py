"""Building, walking and dropping binary trees: allocation and collection of small objects.

One long-lived tree stands while many short-lived ones come and go; the number of nodes is checked.
"""
import sys
import time


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def run(depth):
    least = 4
    lines = []
    stretch = build(depth + 1).count()
    assert stretch == 2 ** (depth + 2) - 1
    lines.append("stretch %d" % stretch)
    keep = build(depth)
    for d in range(least, depth + 1, 4):
        trees = 1 << (depth - d + least)
        nodes = 0
        for _ in range(trees):
            nodes += build(d).count()
        assert nodes == trees * (2 ** (d + 1) - 1)
        lines.append("%d of depth %d: %d" % (trees, d, nodes))
    assert keep.count() == 2 ** (depth + 1) - 1
    return "\n".join(lines)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 16
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
