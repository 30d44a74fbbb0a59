"""Equal numbers of different types hash alike, to the edges of precision."""

from decimal import Decimal
from fractions import Fraction

groups = [(1, 1.0, True, 1 + 0j, Fraction(1), Decimal(1)), (0, 0.0, -0.0, False, 0j), (2**53, 2.0**53), (2**53 + 1, Fraction(2**53 + 1)), (10**20, 1e20, Fraction(10**20)), (0.5, Fraction(1, 2), Decimal('0.5')), (2**64, 2.0**64, 2.0**64 + 0j), (-1, -1.0, Fraction(-1)), (float('inf'), Decimal('inf')), (2**61 - 1, 0), (2**61, 1)]
for group in groups:
    print([a == b for a in group for b in group].count(False), [hash(a) == hash(group[0]) for a in group], len({*group}))
print(2**53 + 1 == 2.0**53, 2**53 + 1 > 2.0**53, 10**400 > 1e308, 10**400 == float('inf'), 10**400 < float('inf'), -10**400 > float('-inf'), 1 < float('nan'), float('nan') == float('nan'))
nan = float('nan')
print(nan in [nan], [nan] == [nan], {nan: 1}.get(nan), nan in {nan}, (nan,) == (nan,), [nan].index(nan), {nan: 1}.get(float('nan')), max(nan, 1), max(1, nan), sorted([2, nan, 1])[0], min([nan, 0]))
print(hash(-1), hash(-2), hash(-1.0), hash(float('inf')), hash(float('-inf')), hash(1e300), hash(5e-324), hash(0.1), hash(1j), hash(-1j), hash(True))
print({1: 'int', 1.0: 'float', True: 'bool'}, {0: 'a', -0.0: 'b', False: 'c'}, [1, 1.0, True].count(1))
