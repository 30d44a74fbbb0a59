a, b = [1, 2], [3]
print(a + b, a * 2, 2 * a, a * 0, a * -1, a == [1, 2], a != b, a < b, [1, 2] < [1, 3], [1] < [1, 0], [] < [0], 1 in a, 5 not in a, len(a), a is a)
c = a
c += [7]
print(a, c is a)
c = c + [8]
print(a, c, c is a)
a *= 2
print(a)
for f in (lambda: a + (1,), lambda: a + 1, lambda: [1] < 2, lambda: a * 1.5, lambda: a["x"]):
    try:
        f()
    except TypeError as error:
        print(error)
a += (1, 2)
print(a)
