"""All set operations against lists."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import itertools

universe = [0, 1, 'a', 2.5, None]
subsets = [set(c) for n in range(4) for c in itertools.combinations(universe, n)]
bad = 0
for a in subsets:
    for b in subsets:
        both = [x for x in universe if x in a and x in b]
        either = [x for x in universe if x in a or x in b]
        first = [x for x in universe if x in a and x not in b]
        one = [x for x in universe if (x in a) != (x in b)]
        bad += a & b != set(both) or a | b != set(either) or a - b != set(first) or a ^ b != set(one)
        bad += a.intersection(b) != set(both) or a.union(b) != set(either) or a.difference(list(b)) != set(first) or a.symmetric_difference(tuple(b)) != set(one)
        bad += (a <= b) != all(x in b for x in a) or (a < b) != (a <= b and a != b) or (a >= b) != (b <= a) or a.isdisjoint(b) != (not both) or a.issubset(b) != (a <= b)
        for op, expected in (('__iand__', both), ('__ior__', either), ('__isub__', first), ('__ixor__', one)):
            c = set(a)
            bad += getattr(c, op)(b) is not c or c != set(expected)
        f = frozenset(a)
        bad += f & b != set(both) or type(f | b) is not frozenset or type(b | f) is not set or hash(f) != hash(frozenset(a))
print(len(subsets), bad)
s = {1, 2}
for f in (lambda: s | [1], lambda: s & 'a', lambda: s - 5, lambda: [1] | s, lambda: s < [1], lambda: s.union(5), lambda: s.add([]), lambda: s.add({}), lambda: s.remove(9), lambda: s.discard([]), lambda: [] in s, lambda: {1} in {frozenset([1])}, lambda: s.remove({9}), lambda: set().pop(), lambda: frozenset().add(1), lambda: hash(s), lambda: s.update(5), lambda: set(1, 2), lambda: {[]}, lambda: {*5}, lambda: s.__contains__([])):
    show(f)
t = s
t |= {3}
t -= {1}
print(s is t, s, s == {3, 2}, s != frozenset([2, 3]), {1, True, 1.0}, len({0, False, 0.0, -0.0}))
