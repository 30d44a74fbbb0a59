a, b = 1, 2
a, b = b, a
print(a, b)
(a, b), [c, (d, *e)] = (1, 2), [3, "def"]
print(a, b, c, d, e)
*a, b = range(4)
print(a, b)
a, *b, c = "hello"
print(a, b, c)
a, *b = [1]
print(a, b)
x = y = z = []
x.append(1)
print(y, z is x)
d = {}
d["a"], d["b"], *d["rest"] = range(5)
print(d)


class P:
    pass


p = P()
p.x, (p.y, l) = 1, (2, [3, 4])
l[0], l[1] = l[1], l[0]
print(p.x, p.y, l)
for i, (j, *k) in [(1, (2, 3, 4)), (5, [6])]:
    print(i, j, k)
[a, b] = {"k": 1, "l": 2}
print(a, b)
a = b, = [7]
print(a, b)
