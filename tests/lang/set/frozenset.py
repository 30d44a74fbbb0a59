f = frozenset([1, 2, 3])
print(f, f | {4}, {4} | f, type(f | {4}).__name__, type({4} | f).__name__, hash(f) == hash(frozenset([3, 2, 1])), {f: "x"}[frozenset((1, 2, 3))], f == {1, 2, 3}, frozenset() == set(), {1, 2} in {frozenset([1, 2])})
print(hash(frozenset()), hash(frozenset([1])), hash(frozenset([1, 2, 3])))
try:
    f.add(1)
except AttributeError as error:
    print(error)
