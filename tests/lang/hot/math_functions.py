# Functions of math in hot loops: floats and ints, results that are not finite, arguments outside the domain.
import math
from math import acos, atan2, ceil, copysign, cos, degrees, erf, erfc, exp, floor, fmod, gamma, hypot, lgamma, log, log2
from math import log10, log1p, pow, radians, remainder, sin, sqrt, tan, tanh, trunc


def unary(function, values):
    total = 0.0
    for _ in range(200):
        for x in values:
            total += function(x)
    return total


def binary(function, values):
    total = 0.0
    for _ in range(200):
        for x, y in values:
            total += function(x, y)
    return total


for function in (sin, cos, tan, exp, tanh, erf, erfc, degrees, radians, math.asinh, math.atan, math.cbrt, math.exp2,
                 math.expm1, math.sinh, math.cosh):
    print(function.__name__, repr(unary(function, (0.25, -1.5, 2, True, 0.0, -0.0))))
for function in (log, log2, log10, log1p, gamma, lgamma, sqrt):
    print(function.__name__, repr(unary(function, (0.25, 1.5, 2, 77, 1e300 if function is not gamma else 9.5))))
for function in (acos, math.asin, math.atanh):
    print(function.__name__, repr(unary(function, (0.25, -0.5, 0))))
for function in (atan2, hypot, fmod, remainder, pow, copysign):
    print(function.__name__, repr(binary(function, ((0.25, 1.5), (2, 3), (7.5, 2), (1e-300, 2.0)))))


def whole(values):
    total = 0
    for _ in range(200):
        for x in values:
            total = total * 3 % 1000003 + floor(x) + 7 * ceil(x) + 49 * trunc(x)
    return total


print(whole((0.5, -0.5, 2.0, -2.75, 1e15 + 0.5, -0.0, 3)))
print(whole((0.5, 1e18, -1e18, 9.3e18, 1e300)))


def until(function, values):
    done = 0
    try:
        for n in range(300):
            for x in values(n):
                function(x)
                done += 1
    except (ValueError, OverflowError) as e:
        return done, type(e).__name__, str(e)
    return done


print(until(log, lambda n: (1.5, 250 - n)))
print(until(log10, lambda n: (1.5, 250.0 - n)))
print(until(exp, lambda n: (n * 4.0,)))
print(until(sqrt, lambda n: (200.0 - n,)))
print(until(acos, lambda n: (n / 200,)))
print(until(sin, lambda n: (1.0 if n < 200 else math.inf,)))
print(until(gamma, lambda n: (200.5 - n,)))
print(until(floor, lambda n: (1.5 if n < 200 else math.nan,)))
print(until(ceil, lambda n: (1.5 if n < 200 else -math.inf,)))
print(until(math.atanh, lambda n: (n / 250,)))
print(until(lambda x: pow(x, 0.5), lambda n: (200.0 - n,)))
print(until(lambda x: pow(10.0, x), lambda n: (n * 2.0,)))


def infinite(values):
    seen = []
    for n in range(300):
        for x in values:
            seen.append((exp(x), hypot(x, 1.0), atan2(x, 1.0), log1p(-x)))
    return set(map(repr, seen))


for line in sorted(infinite((0.5, -math.inf))):
    print(line)
nan = [sin(x) for _ in range(200) for x in (1.0, math.nan)]
print(sum(x != x for x in nan), len(set(map(repr, nan))))


class Angle:
    def __init__(self, x):
        self.x = x

    def __float__(self):
        return self.x

    def __floor__(self):
        return "floor"


print(unary(sin, (Angle(0.5), 0.25)), [floor(x) for _ in range(100) for x in (1.5, Angle(1))][-1])
big = 10 ** 400
print(unary(log10, (big, 5)))
try:
    unary(sin, (1,) * 100 + (big,))
except OverflowError as e:
    print(e)
