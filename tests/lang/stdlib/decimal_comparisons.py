"""Comparisons and hashes agree with ints, floats, complex numbers and fractions."""
from decimal import *
from fractions import Fraction

D = Decimal
VALUES = [D("1"), D("1.0"), D("0.1"), D("-0"), D("1E+2"), D("0.5"), D("Infinity"), D("-Infinity"), D("NaN"), D("123456789" * 9),
          D("1E-400"), 1, 0, 100, 0.1, 0.5, -0.0, float("inf"), float("nan"), 1j, 1 + 0j, Fraction(1, 2), Fraction(1, 10),
          True, "1", None, 10**80]
for a in VALUES:
    if not isinstance(a, Decimal):
        continue
    for b in VALUES:
        row = []
        for op in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
            try:
                row.append(getattr(a, op)(b))
            except Exception as e:
                row.append(f"{type(e).__name__} {e}")
        print(repr(a), repr(b), *row, a == b, b == a)
for d in VALUES[:8] + VALUES[9:11]:
    print(hash(d))
for text in "1", "-1", "0.5", "-0.25", "1E+30", "12345678901234567890123", "1E-5":
    f = Fraction(text)
    print(hash(D(text)) == hash(f), D(text) == f, D(text) < f + 1, f < D(text) + 1)
for f in [lambda: hash(D("sNaN")), lambda: D("sNaN") == 1, lambda: D("NaN") < 1, lambda: D(1) < "a", lambda: D(1) < 1j,
          lambda: D(1) + 1.5, lambda: D(1) + "a", lambda: D(1) ** 1.5, lambda: pow(D(2), 3, "x"), lambda: pow(2, D(3), 5),
          lambda: 1.5 + D(1), lambda: D(7) % 0, lambda: divmod(7, D(2)), lambda: divmod(D(7), 0)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print({D(1): "a", 0.5: "b"}.get(1.0), {D("0.5")} & {0.5})
getcontext().traps[FloatOperation] = True
for f in [lambda: D(1) == 1.0, lambda: D(1) < 1.5, lambda: D(1) == 1j, lambda: D(1) == 1 + 0j]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(getcontext())
