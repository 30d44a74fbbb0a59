"""Targets of assignments: nested, starred, attributes, subscripts, slices."""
class O: pass
o, l = O(), [0] * 5
(a, (b, *c), [d, *_]), o.x, l[1:3] = (1, (2, 3, 4), "efg"), 5, (6, 7, 8)
print(a, b, c, d, _, o.x, l)
*a, = range(3)
[b, *c, d] = "wxyz"
print(a, b, c, d)
for i, (j, *k) in [(1, (2, 3, 4)), (5, "ab")]:
    print(i, j, k)
(x) = 1
(x), [y] = 2, [3]
() = []
[] = ()
print(x, y)
with open(__file__) as o.file, open(__file__) as l[0]:
    print(type(o.file).__name__, o.file.closed)
print(o.file.closed)
for o.n in range(3): pass
for l[-1] in "abc": pass
print(o.n, l[-1])
for values, n in (([1, 2], 3), ([1, 2, 3], 2), ([], 1)):
    try:
        if n == 1: (p,) = values
        elif n == 2: p, q = values
        else: p, q, r = values
    except ValueError as e:
        print(e)
try:
    a, *b, c = [1]
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)
