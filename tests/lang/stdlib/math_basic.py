import math

print(math.sqrt(2), math.floor(-1.5), math.ceil(-1.5), math.trunc(-1.5), math.fabs(-2), math.factorial(20), math.gcd(12, 18, 27), math.lcm(4, 6), math.isqrt(10 ** 20), math.comb(10, 3), math.perm(5, 2), math.prod([1, 2, 3]), math.hypot(3, 4), math.dist([0, 0], [3, 4]), math.copysign(1, -0.0), math.fmod(-7, 3), math.remainder(7, 4), math.modf(-2.5), math.frexp(10.0), math.ldexp(0.5, 4))
print(math.pi, math.e, math.tau, math.inf, math.nan, math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1.0), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1), math.degrees(math.pi), math.radians(180), math.fsum([0.1] * 10), math.cbrt(27), math.exp2(10), math.ulp(1.0), math.nextafter(1.0, 2.0), math.sumprod([1, 2], [3, 4]))
print(math.floor(10 ** 20), math.ceil(1e20), math.log(8, 2), math.log2(1 << 100), math.log10(1000), math.log1p(0), math.expm1(0), math.floor(2.0), type(math.floor(2.5)).__name__, math.pow(2, 0.5))
for f in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.floor(math.inf), lambda: math.exp(1000), lambda: math.gcd(1.5), lambda: math.acos(2), lambda: math.comb(-1, 2), lambda: math.isqrt(-1), lambda: math.sqrt("a"), lambda: math.fmod(1, 0), lambda: math.ceil("a")):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
