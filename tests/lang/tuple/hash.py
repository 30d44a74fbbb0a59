print(hash(()), hash((1,)), hash((1, 2, 3)), hash((0, 0)), hash((-1, (2, 3))), hash((1.5, True, None is None)))
d = {(1, 2): "a", (1, 2.0, 3): "b"}
print(d[(1.0, 2)], d[1, 2, 3], (1, 2) in d, (2, 1) in d)
