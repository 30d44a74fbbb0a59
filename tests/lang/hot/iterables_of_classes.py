"""Objects of Python classes that are consumed by natives, and built-in iterators made in hot loops."""
import itertools
import sys
import traceback


class Down:
    def __init__(self, n, end=None):
        self.n, self.end = n, end

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        if self.n == self.end:
            raise ValueError(self.n)
        self.n -= 1
        return self.n


class Made:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        for k in range(self.n):
            yield k


class Long(Made):
    asked = 0

    def __length_hint__(self):
        Long.asked += 1
        return 3


class Sized(Made):
    def __len__(self):
        return self.n


class Delegating:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)


total = 0
for k in range(600):
    n = k % 7
    total += sum(Down(n)) + sum(Made(n)) + len(list(Down(n))) + len(tuple(Made(n)))
    total += max(Down(n + 1)) + min(Made(n + 1)) + any(Down(n)) + all(Made(n))
    total += len(sorted(Down(n))) + len(set(Made(n))) + len(frozenset(Down(n)))
    total += len(list(Long(n))) + len(list(Sized(n))) + sum(Delegating([n, k]))
    total += len(",".join(map(str, Down(n))))
    grown = [k]
    grown.extend(Down(n))
    seen = {k}
    seen.update(Made(n))
    total += len(grown) + len(seen)
print(total, Long.asked)

# Errors come out as they do from the natives.
for k in range(300):
    taken = []
    try:
        taken.extend(Down(5, 2))
    except ValueError as e:
        last = e
print(taken, last, [f.name for f in traceback.extract_tb(last.__traceback__)])
for wrong in [Down(0), Made(0)]:
    for f in max, min:
        try:
            f(wrong)
        except ValueError as e:
            print(f.__name__, e)


class Changing:
    def __iter__(self):
        return iter((1, 2, 3))


def none(self):
    return 5


for k in range(900):
    if k == 500:
        Down.__next__ = lambda self: (_ for _ in ()).throw(StopIteration)
    if k == 700:
        Made.__iter__ = none
    try:
        total += sum(Down(4)) + len(list(Made(3))) + len(list(Changing()))
    except TypeError as e:
        if k == 700:
            print(e)
print(total)

# Built-in iterators are their own iterators, and are made without running anything.
counts = []


def numbers(n):
    for k in range(n):
        counts.append(k)
        yield k


total = 0
for k in range(500):
    n = k % 5
    for a in itertools.chain([n], (k, n), {n: k}):
        total += a
    for a, b in itertools.pairwise(range(n + 2)):
        total += a * b
    for a in itertools.islice(itertools.count(n, 2), 1, 6, 2):
        total += a
    for a in itertools.accumulate([n, k, 1]):
        total += a
    for a in itertools.accumulate([n, k], max):
        total -= a
    for key, group in itertools.groupby("aab"):
        total += len(list(group))
    for a, b in itertools.zip_longest([1, 2, n], (3,), fillvalue=k):
        total += a - b
    for a in itertools.takewhile(lambda x: x < n, numbers(4)):
        total += a
    for a in itertools.filterfalse(None, [0, n, 1]):
        total += 1
    for a in itertools.starmap(pow, [(n, 2), (2, n)]):
        total += a
    for a in itertools.compress(numbers(3), [1, n, 0]):
        total += a
    for a in itertools.batched((1, 2, 3, n), 2):
        total += len(a)
    it = itertools.cycle([n, 1])
    total += next(it) + next(it) + next(it)
    for a in iter(iter(numbers(n)).__next__, 2):
        total += a
        if a > 5:
            break
    for a in iter(lambda: n, n):
        total += 1
    for a in reversed([n, 1]):
        total += a
    for a in map(abs, filter(None, [n, -1, 0])):
        total += a
    try:
        itertools.islice([1], -n - 1)
    except ValueError:
        total += 1
    try:
        itertools.pairwise(n)
    except TypeError:
        total += 1
print(total, len(counts), sum(counts))

# Complex numbers.
z = 0j
c = 0.25 + 0.5j
for k in range(3000):
    z = z * z + c
    if abs(z) > 2:
        z = z.conjugate() / (k + 1)
    z -= 1j if k % 3 else 2
    z = 2 * z - z
    if k % 1000 == 999:
        try:
            z / 0
        except ZeroDivisionError as e:
            print(e)
print(f"{z.real:.6f} {z.imag:.6f}", z == z.conjugate(), -z == 0 - z)


# Hashes that do not fit a small integer.
class Hashed:
    def __init__(self, h):
        self.h = h

    def __hash__(self):
        return self.h


bits = 0
for k in range(3000):
    bits ^= hash(Hashed((k * 0x9E3779B97F4A7C15) % 2**64 - 2**63))
    bits ^= hash(Hashed(k)) ^ hash(Hashed(2**70 + k)) ^ hash(Hashed(-k))
print(bits)


def lazily(k):
    import math
    import os.path as inner
    from itertools import chain, repeat

    if k == 1500:
        sys.modules["math"] = None
    return math.floor(k + 0.5) + len(inner.sep) + len(list(chain([k], repeat(1, 2))))


total = 0
for k in range(2000):
    try:
        total += lazily(k)
    except ModuleNotFoundError as e:
        if k == 1501:
            print(e)
print(total)
