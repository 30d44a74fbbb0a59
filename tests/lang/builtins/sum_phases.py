# sum() goes from machine ints to compensated floats to complex numbers to plain addition.
print(sum([1e16, 1, 1, -1e16]), sum([1e16, 1.0, 1.0, -1e16]), sum([1e16, True, -1e16]), sum([10**16, 0.5, 1, -10**16]))
print(sum([0.1] * 10 + [10**30, -10**30]), sum([0.5, 1 << 70, 100000, 100000, 100000, -(1 << 70)]))
print(sum([0.1j] * 10), sum([0.1, 0.1j, 0.2, 0.3]), sum([1, 0.1, 0.2, 1j, 0.3]), sum([2**62, 2**62, 2**62]), sum([2**63, 0.5]))
try:
    print(sum([0.5, 10**400]))
except OverflowError as e:
    print(e)
print(sum([[1], [2]], []), sum([], 5), sum([True, True]), sum([1.5], 1), sum((), 2.5), sum(iter([1, 2, 3]), start=10))
