data = [("b", 2), ("a", 1), ("c", 2), ("d", 1), ("a", 3)]
print(sorted(data), sorted(data, key=lambda p: p[1]), sorted(data, key=lambda p: p[1], reverse=True), sorted(data, key=lambda p: (-p[1], p[0])))
big = [(i * 7919 % 101, i) for i in range(200)]
s = sorted(big, key=lambda p: p[0])
print(all(a[0] < b[0] or (a[0] == b[0] and a[1] < b[1]) for a, b in zip(s, s[1:])))
print(sorted([3, 1, 2], reverse=True), sorted("hello"), sorted({3, 1}), sorted({"b": 1, "a": 2}), sorted([[2], [1, 5], [1]]), sorted([0.5, 1, True, -1]))
print(sorted(["a10", "a9", "b1"], key=lambda s: (s[0], int(s[1:]))))
