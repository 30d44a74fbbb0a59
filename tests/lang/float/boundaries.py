"""Signed zeros, NaN, infinities, and the edges of the range."""
import math, sys
inf, nan = float("inf"), float("nan")
print(0.0 == -0.0, str(-0.0), math.copysign(1, -0.0), -0.0 + 0.0, -0.0 - 0.0, 0.0 * -1, abs(-0.0), max(0.0, -0.0), min(-0.0, 0.0))
print(inf - inf, inf * 0, inf / inf, nan != nan, nan < nan, nan == nan, sorted([3, nan, 1]), inf > 10**400, -inf < -(10**400))
print(sys.float_info.max * 2, sys.float_info.min / 2**52, sys.float_info.min / 2**53, 5e-324 / 2, 1e308 + 1e308)
for source in ("1.0 / 0", "0.0 // 0", "1.0 % 0", "divmod(1.0, 0)", "int(inf)", "int(nan)", "round(inf)", "round(nan)", "10.0 ** 400",
               "0.0 ** -1", "(-8) ** (1/3)", "math.sqrt(-1)", "math.log(0)", "float(10**400)", "10**400 / 1.0", "math.exp(1000)",
               "inf.as_integer_ratio()", "float('1e')", "float('')", "float('1_')", "float('nan(1)')", "-7 // 2.0", "-7 % 3.0", "7 % -3.0",
               "5.5 // -2", "-0.0 // 1", "0.0 % -1", "1 % inf", "-1 % inf", "2 ** -1074", "round(2.5)", "round(-0.5)", "round(2.675, 2)",
               "round(1e300, -299)", "1e16 + 1", "0.1 + 0.2", "1e15 + 0.3", "123456789012345678.0", "1e-5", "0.0001", "1e16", "nan ** 0", "1 ** nan"):
    try:
        print(source, "=", eval(source))
    except (ArithmeticError, ValueError) as e:
        print(source, "|", type(e).__name__, e)
print(float.fromhex("0x1.8p1"), (0.1).hex(), float.fromhex("-0x0p0"), (3.0).as_integer_ratio(), (0.1).as_integer_ratio())
