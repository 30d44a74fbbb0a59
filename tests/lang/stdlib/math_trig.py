import math

for x in (0.0, 0.5, 1.0, -1.0, 0.1):
    print(["%.12g" % f(x) for f in (math.sin, math.cos, math.tan, math.asin, math.acos, math.atan, math.sinh, math.cosh, math.tanh, math.exp, math.erf, math.asinh)])
print("%.12g %.12g %.12g %.12g" % (math.atan2(1, -1), math.atan2(-0.0, -1), math.gamma(5.5), math.lgamma(10)), math.sin(math.pi) < 1e-15, math.atan2(0, 0))
