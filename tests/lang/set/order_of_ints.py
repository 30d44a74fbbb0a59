# Sets of small ints print in the order in which CPython's table holds them.
print({5, 3, 1, 100, 64, 33, 7}, set(range(20)), {-1, -2, 0, 2}, {i * 37 % 101 for i in range(30)})
s = set()
for i in (9, 17, 1, 25, 33, 41):
    s.add(i)
print(s, list(s)[:2])
s.discard(17)
s.add(8)
print(s, {1 << 61, 1 << 70, 0}, {1.5, 2.5, 0.5})
