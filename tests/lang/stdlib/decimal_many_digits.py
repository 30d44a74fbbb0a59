"""Operators on decimals of 19 to 400 digits, where limbs begin and end, carry and are cut: results and flags."""
from decimal import *

NINES, PI = "9" * 400, "31415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679821"
VALUES = [Decimal(t) for t in (PI[:19], PI[:20] + "E-12", "-" + PI[:38], PI[:39] + "E+3", NINES[:38], "-" + NINES[:57] + "E-30",
                               "1" + "0" * 56 + "1E-20", PI[:76] + "E-76", "5" + "0" * 94, "-" + PI[1:] * 2 + "E-100",
                               "4" + NINES[:113] + "E-5", NINES + "E-399", "7E-45")]
CONTEXTS = [Context(prec=28), Context(prec=38, rounding=ROUND_HALF_UP), Context(prec=50, rounding=ROUND_FLOOR),
            Context(prec=57, rounding=ROUND_05UP), Context(prec=95, rounding=ROUND_UP), Context(prec=150, rounding=ROUND_HALF_DOWN),
            Context(prec=300), Context(prec=76, rounding=ROUND_CEILING, Emax=60, Emin=-60)]
OPERATORS = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a // b,
             lambda a, b: a % b, lambda a, b: a.quantize(b), lambda a, b: a.fma(b, a), lambda a, b: a.compare(b)]


def digest(text):
    h = 0
    for c in text:
        h = (h * 1000003 ^ ord(c)) & 0xffffffff
    return "%08x" % h


def shortened(text):
    return text if len(text) <= 60 else text[:20] + "..." + text[-20:] + " " + digest(text)


for context in CONTEXTS:
    context.traps = dict.fromkeys(context.traps, False)
    setcontext(context)
    print(context)
    for i, a in enumerate(VALUES):
        row = ""
        for b in VALUES:
            for f in OPERATORS:
                context.clear_flags()
                row += str(f(a, b)) + repr(sorted(s.__name__ for s, on in context.flags.items() if on))
            row += str((a < b, a == b, a <= b, a.compare_total(b)))
        print(i, digest(row), shortened(str(a.sqrt())), shortened(str(+a)), shortened(str(a / 7)), a.adjusted(), hash(a) % 1000)
        print(shortened(f"{a:.3f}"), shortened(f"{a:,.30f}"), f"{a:.5e}", shortened(str(int(a))), float(a), a.as_tuple().digits[-3:])

setcontext(Context(prec=28))
print(Decimal("  1_2.5_0 "), Decimal("\u0661\u0662." + PI), Decimal("." + "0" * 30 + PI), Decimal(PI + "."))
