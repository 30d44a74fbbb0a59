# A list of ints becomes one of floats, then of anything, and back to ints by replacement.
a = [1, 2, 3]
a.append(4)
a[0] = 1.5
print(a, [type(x).__name__ for x in a])
b = [1.0, 2.0]
b.append(3)
print(b, type(b[2]).__name__)
b[0] = "s"
print(b)
c = [1.5, 2.5]
c[1] = True
print(c)
d = [1 << 62, 1]
d.append(1 << 100)
d[1] = -(1 << 62)
print(d, sum(d), max(d), sorted(d))
e = [0.0, -0.0, float("nan")]
print(e, e[2] in e, e.count(0.0), e.index(-0.0))
f = [] + [1] + [2.0] + ["x"]
f[:] = [1, 2]
print(f, f == [1.0, 2.0], [1, 2] == [1, 2.0])
