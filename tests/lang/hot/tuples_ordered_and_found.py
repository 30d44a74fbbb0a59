# Tuples that are compared, ordered and looked up, by items of every kind: what asks nobody, and what does after all.

import heapq
from bisect import bisect_left, bisect_right, insort
from collections import namedtuple

P = namedtuple("P", "x y")
NAN = float("nan")


class Item:
    """Compares by the number, and counts."""
    asked = 0

    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        Item.asked += 1
        return isinstance(other, Item) and self.n == other.n

    def __lt__(self, other):
        Item.asked += 1
        return self.n < other.n if isinstance(other, Item) else NotImplemented

    def __hash__(self):
        return hash(self.n)

    def __repr__(self):
        return f"I{self.n}"


class Upside(tuple):
    def __lt__(self, other):
        return tuple.__gt__(self, other)

    def __eq__(self, other):
        return len(self) == len(other)

    __hash__ = tuple.__hash__


class Plain(tuple):
    pass


KINDS = [
    (1, 2), (1, 3), (1, 2, 0), (), (1.5, 2), (1, 2.5), (True, 2), (1, "a"), ("a", 1), ("a", b"b"), (b"a", 1), (b"ab",),
    (b"b", "x"), ("a\u00e9", 2), ("a\u4e00", 1), (NAN, 1), (NAN, 2), (0.0, 1), (-0.0, 2), (1 << 70, 1), (1 << 70, 2),
    (1e300, 1), (1e-320, 2), P(1, 2), P(1, 3), Plain((1, 2)), Upside((1, 2)), ((1, 2), 3), (P(1, 2), 3), ((1, (2, (3, (4, (5, (6,))))))),
    ((1, (2, (3, (4, (5, (7,))))))), (None, 1), (None, 2), ([1], 2), ([1], 3), (Item(1), 2), (Item(1), 3), (1, Item(2)),
]


def all_pairs(turns):
    """Every pair by every operator, again and again."""
    out = []
    for turn in range(turns):
        line = []
        for a in KINDS:
            for b in KINDS:
                r = 0
                r = r * 2 + (a == b)
                r = r * 2 + (a != b)
                try:
                    r = r * 2 + (a < b)
                    r = r * 2 + (a >= b)
                    r = r * 2 + (b <= a)
                    r = r * 2 + (b > a)
                    line.append(r)
                except TypeError as e:
                    line.append(str(e))
        if not out:
            out.append(line)
        elif line != out[0]:
            print("differs", turn)
    return out[0]


def heaps(turns):
    """Heaps of events; the kinds of items change midway."""
    log = []
    heap = []
    for i in range(turns):
        what = "abc"[i % 3]
        event = (i * 7919 % 1009, what, i)
        if i == turns // 2:
            event = P(5.5, "x")
        heapq.heappush(heap, event)
        if i % 3:
            log.append(heapq.heappop(heap))
    try:
        heapq.heappush(heap, (log[-1][0] + 1, 7))
        for n in range(20):
            heapq.heappush(heap, (heap[0][0], 7))
    except TypeError as e:
        log.append(str(e))
    return log[::97], log[-1], len(heap)


def lookups(turns):
    """Dicts and sets whose keys are tuples that are made anew."""
    found = {}
    seen = set()
    for i in range(turns):
        k = i % 50
        keys = [(b"k%d" % k, k), ("k", (k, P(k, b"z"))), P(k, "y"), (k / 4, -k), (Plain((k,)), 1), (None, k, True)]
        if i > turns - 100:
            keys.append((Item(k), 2))
        for key in keys:
            found[key] = found.get(key, 0) + 1
            seen.add(key)
            if key not in seen:
                print("lost", key)
    return len(found), len(seen), found[(7, "y")], found[((7,), 1)], found[(b"k3", 3)], sorted(found.values())[-3:]


def positions(turns):
    rows = []
    for i in range(turns):
        insort(rows, (i * 31 % 97, "r%d" % (i % 7)))
        del rows[200:]
    names = sorted(w for _, w in rows)
    total = 0
    for i in range(turns):
        total += bisect_left(rows, (i % 97,)) - bisect_right(names, "r%d" % (i % 9))
        total += bisect_left(rows, P(i % 97, "r3"))
    return total, rows[::40], max(rows), min(rows, key=lambda r: (r[1], -r[0]))


def subsets(turns):
    """Sets that are compared and combined."""
    count = 0
    whole = frozenset(range(40)) | {"a", b"b", (1, 2), 2.5, -1, -2}
    for i in range(turns):
        a = frozenset([i % 40, (i * 3) % 50, -1, (1, 2)])
        if i == turns // 2:
            whole |= {Item(3)}
        if i > turns // 2 and i % 5 == 0:
            a |= {Item(i % 5 + 3)}
        count += (a <= whole) + 2 * (a < whole) + 4 * (whole >= a) + 8 * (a == whole) + 16 * a.isdisjoint(whole)
        count += len(a & whole) + len(a - whole) + len(whole ^ a)
        if (-2 in a) or (1, 2) not in a or True not in whole:
            print("wrong", i)
    return count


print(all_pairs(12))
print(heaps(3000))
print(lookups(1500))
print(positions(1500))
print(subsets(2500))
print(Item.asked > 0)
