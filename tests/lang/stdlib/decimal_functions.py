"""exp, ln, log10, sqrt and powers are rounded as CPython's library rounds them, with the same flags."""
from decimal import *

D = Decimal
NUMBERS = ["2", "-1.5", "0.001", "1.0000000000000000000001", "0.99999999999999999999", "123456.789", "1E+40", "7E-30",
           "0", "-0.00", "1.000", "100", "Infinity", "-Infinity", "NaN12", "sNaN3"]


def show(name, *args):
    with localcontext() as c:
        c.clear_flags()
        c.clear_traps()
        r = getattr(c, name)(*map(D, args))
        print(name, *args, r, [f.__name__ for f, on in c.flags.items() if on])


for prec, rounding in [(28, ROUND_HALF_EVEN), (9, ROUND_UP), (3, ROUND_FLOOR), (60, ROUND_05UP)]:
    setcontext(Context(prec=prec, rounding=rounding, Emin=-9999, Emax=9999))
    print(getcontext())
    for x in NUMBERS:
        for name in "exp", "ln", "log10", "sqrt":
            show(name, x)
        for y in ["2", "-3", "0.5", "0", "33", "1E+20", "Infinity", "-2.5"]:
            show("power", x, y)

setcontext(DefaultContext)
for args in [(3, 20, 7), (-3, 21, 7), ("1E5", 3, 11), (2, "1E3", 97), (2, -1, 5), (0, 0, 5), (2, 3, 0), ("1.5", 2, 3),
             (7, 0, 1), (2, 3, 10**30)]:
    show("power", *args)
getcontext().prec = 400
print(D(2).sqrt(), D(1).exp(), D(10).ln(), D(2).log10(), D(3) ** D("0.1"), sep="\n")
