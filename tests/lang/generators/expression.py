g = (x * x for x in range(5) if x % 2 == 0)
print(next(g), list(g), list(g), sum(i for i in range(10)), max((len(w), w) for w in ("a", "bbb", "cc")), any(x > 3 for x in range(10)), dict((k, v) for k, v in zip("ab", (1, 2))))
n = 3
h = (n * i for i in range(3))
n = 10
print(list(h))
try:
    (x for x in 5)
except TypeError as error:
    print(error)
print(type(h).__name__, "".join(c.upper() for c in "abc"), sorted(-x for x in range(3)), [*(y for y in "xyz")])
