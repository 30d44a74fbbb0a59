"""Equality and hashing of classes and of mixed numbers."""
class E:
    def __init__(self, v): self.v = v
    def __eq__(self, other): return isinstance(other, E) and self.v == other.v
class H(E):
    __hash__ = lambda self: hash(self.v)
class I(H):
    def __eq__(self, other): return True
for cls in (E, H, I):
    try:
        print(cls.__name__, hash(cls(1)) == hash(1))
    except TypeError as e:
        print(e)
print(H(1) == H(1), H(1) != H(2), len({H(1), H(1), H(2)}))
from fractions import Fraction
from decimal import Decimal
for group in ((1, 1.0, True, 1 + 0j, Fraction(1), Decimal(1)), (0, 0.0, -0.0, False, 0j), (2**70, float(2**70), Fraction(2**70)),
              (0.5, Fraction(1, 2), Decimal("0.5")), (-1, -1.0, -1 + 0j), (float("inf"), Decimal("inf"))):
    print(len({hash(x) for x in group}), len(set(group)), all(x == group[0] for x in group))
print(hash(-1), hash(-2), hash(2**61 - 1), hash(2**61), hash(float("inf")), hash(-float("inf")))
nan = float("nan")
print(nan == nan, nan in [nan], [nan] == [nan], [nan] == [float("nan")], {nan: 1}.get(nan), len({nan, nan, float("nan")}))
print(2**53 == float(2**53), 2**53 + 1 == float(2**53), 2**53 + 1 > float(2**53), 10**400 > 1e308, 10**400 == float("inf"))
print(1 == "1", b"a" == "a", [] == (), {} == [], None == 0, {1: 2} == {1.0: 2.0}, frozenset([1]) == {1})
print(hash((1, 2)) == hash((1.0, True + 1)), hash("") == hash(b""), hash(()) == hash(()))
