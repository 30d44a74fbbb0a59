a, b = {1, 2, 3, 4}, {3, 4, 5}
print(a | b, a & b, a - b, a ^ b, b - a, a <= a, a < a, {3} < a, a >= b, a.isdisjoint({9}), a.issubset({1, 2, 3, 4, 5}), a.issuperset({1}), a == {4, 3, 2, 1}, 3 in a)
print(a.union([9], (8,)), a.intersection([1, 2], [2]), a.difference([1]), a.symmetric_difference([1, 99]), len(a), set(), {1, 1.0, True})
c = a.copy()
c |= {10}
c &= {1, 10, 2}
c -= {2}
c ^= {1, 7}
print(c, a)
for f in (lambda: a | [1], lambda: a < [1], lambda: a + b):
    try:
        f()
    except TypeError as error:
        print(error)
