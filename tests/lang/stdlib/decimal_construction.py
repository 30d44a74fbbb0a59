"""What a Decimal can be made of, and what is said of the rest."""
from decimal import *

D = Decimal


class Sub(Decimal):
    pass


def attempt(f, *args, **kwargs):
    try:
        r = f(*args, **kwargs)
        print(type(r).__name__, repr(r))
    except Exception as e:
        print(type(e).__name__, e)


for v in ["1", " 1_0.50 ", "1e5", "-.5E-3", "5.", "inf", "-Infinity", "nan007", "snan", "+12", "\u0663.\u0661", "", "x", "1e",
          "--1", "1\x00", "1 2", "1e9999999999999999999", "0e-9999999999999999999", 5, -(10**45), True, 1.1, -0.0, 1e300, 5e-324,
          float("inf"), float("-nan"), (0, (1, 2, 3), -2), [1, [0, 0, 5], 3], (1, (), "F"), (0, (1, 2), "n"), (1, (), "N"),
          (0, (), 2), (2, (1,), 0), (0, (1, 10), 0), (0, (1,), "x"), (0, (1,), 1.0), (0, (1,)), (0, (1,), 10**30),
          None, b"1", 1j, {}, D("1.50"), Sub("2.0")]:
    attempt(D, v)
    attempt(Sub, v)
attempt(D)
attempt(D, value="3")
attempt(D, x=1)
attempt(D, 1, 2)
attempt(D, 1, None, 3)
for v in [1, 2.5, "1", D("0.10"), True, float("nan")]:
    attempt(D.from_float, v)
    attempt(Sub.from_float, v)
    attempt(D.from_number, v)
c = Context(prec=3, traps=[])
for v in ["1.2345", " 1", "1_0", "x", 12345, 1.2345, (0, (1, 2, 3, 4), 0), "nan1234", D("-9.999"), "1e1000000", None]:
    attempt(c.create_decimal, v)
    attempt(c.create_decimal_from_float, v)
    print([s.__name__ for s, on in c.flags.items() if on])
    c.clear_flags()
c.traps[FloatOperation] = True
attempt(c.create_decimal, 1.5)
attempt(c.create_decimal_from_float, 1.5)
setcontext(c)
attempt(D, 1.5)
attempt(D.from_float, 1.5)
attempt(D.from_number, 1.5)
