# sumprod goes from small integers to floats to the operators, and not back; nextafter keeps the sign of what vanishes.
import math
from fractions import Fraction


class Int(int):
    def __add__(self, other):
        return Int(int(self) + int(other))

    def __mul__(self, other):
        return Int(int(self) * int(other))

    __radd__ = __add__
    __rmul__ = __mul__

    def __repr__(self):
        return f"Int({int(self)})"


pool = [-5, 10, 2**40, 2**61, 2**62, 2**80, 1.5, -0.25, Int(7), True, Fraction(1, 3), 1e308, 3 + 4j, 2**1100]
for a in pool:
    for b in pool:
        for c in (3, 2.5, Int(2), 2**70, False):
            try:
                print(math.sumprod([c, a, 1, 0.5], [2, b, c, c]), end=" ")
            except Exception as e:
                print(type(e).__name__, e, end=" ")
    print()
tiny = 5e-324
for x, y in ((-tiny, 0.0), (tiny, -0.0), (tiny, 0.0), (0.0, -0.0), (-0.0, 0.0), (-tiny, 1.0), (tiny, -1.0), (0.0, 1.0)):
    print(math.nextafter(x, y), math.nextafter(x, y, steps=1), math.nextafter(x, y, steps=2))
