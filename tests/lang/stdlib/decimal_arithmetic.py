"""Operators on short and long decimals, and on ints, in many contexts: results and flags."""
from decimal import *

VALUES = [Decimal(t) for t in ("-0.00", "1", "-1.5", "2.675", "0.001", "1E+5", "-99999999999999999999", "5E-40",
                               "1234567890123456789012345678901234567890", "NaN5")]
INTS = [-7, 10**19]
CONTEXTS = [Context(prec=28), Context(prec=5, rounding=ROUND_DOWN, Emax=20, Emin=-20),
            Context(prec=3, rounding=ROUND_FLOOR, Emax=5, Emin=-5, clamp=1), Context(prec=38, rounding=ROUND_UP),
            Context(prec=60, rounding=ROUND_05UP)]


def flags(c):
    return "".join(s.__name__[:3] for s, on in c.flags.items() if on)


for c in CONTEXTS:
    c.clear_traps()
    setcontext(c)
    print(c)
    for a in VALUES:
        for b in VALUES + INTS:
            row = []
            for op in ("__add__", "__sub__", "__rsub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "__lt__", "__eq__"):
                c.clear_flags()
                row.append(f"{getattr(a, op)(b)} {flags(c)}")
            print(a, b, *row, sep=" | ")
        row = []
        for e in "0.01", "1", "1E+3", "1E-20":
            c.clear_flags()
            row.append(f"{a.quantize(Decimal(e))} {flags(c)}")
        print(a, *row, sep=" | ")
