"""Functions that ask for the items of what they get: sorted, sum, min, max, any, all, in; items run code midway."""

asked = []


class Item:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        asked.append("<")
        return self.n < getattr(other, "n", other)

    def __gt__(self, other):
        asked.append(">")
        return self.n > getattr(other, "n", other)

    def __eq__(self, other):
        asked.append("=")
        return self.n == getattr(other, "n", other)

    def __hash__(self):
        return self.n

    def __radd__(self, other):
        asked.append("+")
        return other + self.n

    def __bool__(self):
        asked.append("?")
        return self.n > 0


def use(rows):
    total = 0
    for row in rows:
        total += sum(row) + len(sorted(row))
        total += any(row) + all(row)
        if max(row) > min(row):
            total += 1
        if 3 in row:
            total += 5
        if row.count(2) > 1:
            total += 7
        total += len(set(row)) + len(tuple(row)) + len(list(row))
    return total


print(use([[1, 2, 3], [2, 2, 2], [0, 0]] * 60))
print(use([[1.5, 2.0, 3.0], [2.0, 2.0]] * 60))
print(use([(1, 2, 3), (2, 2.5)] * 80))
print(use([[1, 2, 3]] * 100 + [[1, 2.5, 2**70]] * 50))
asked.clear()
print(use([[1, 2, 3]] * 100 + [[Item(1), Item(2), Item(3)]] * 2), len(asked), asked[:12])


def tuples(pairs):
    n = 0
    for a, b in pairs:
        n += a == b
        n += (a < b) * 2
        n += (a, 1) == (b, 1)
        n += (a, 1) < (b, 2)
        n += a in (1, 2, (1, "x"))
    return n


print(tuples([((1, 2), (1, 3)), ((1, "x"), (1, "x"))] * 80))
print(tuples([(1, 2), (2, 2)] * 80 + [("a", "b"), ("b", "a")] * 40))
print(tuples([((1, 2), (1, 2, 3)), ((1.5, None), (2, None))] * 80))
asked.clear()
print(tuples([((Item(1),), (Item(1),)), ((1,), (Item(2),))] * 80), len(asked))
try:
    tuples([((1, 2), (1, 3))] * 150 + [((1, 2), (1, "a"))])
except TypeError as e:
    print(e)

heap = []
from heapq import heappop, heappush

for i in range(300):
    heappush(heap, i * 7919 % 301)
    if i % 3 == 2:
        heappop(heap)
print(len(heap), heappop(heap))
heap = []
for i in range(200):
    heappush(heap, (i * 7919 % 301, "x", i))
    if i > 150:
        heappop(heap)
print(len(heap), heappop(heap))

from collections import deque

q = deque()
total = 0
for i in range(400):
    q.append(i)
    q.appendleft(-i)
    if i % 2:
        total += q.popleft() + q.pop()
print(total, len(q))
try:
    while True:
        q.pop()
except IndexError as e:
    print(e)

import math

print(sum(math.floor(i / 3) + math.gcd(i, 12) + math.isqrt(i) for i in range(300)))
print(round(sum(math.sin(i) + math.hypot(i, 1) + math.fabs(-i) for i in range(300)), 6))
try:
    for i in range(300, -1, -1):
        math.log(i)
except ValueError as e:
    print(e)
words = ["b", "a", "c"]
for i in range(200):
    words.sort()
    words = sorted(words, reverse=True)
    words.sort(key=len)
print(words)
