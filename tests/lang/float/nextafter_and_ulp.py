"""Steps between floats, across zero and to the ends."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import math
tiny = 5e-324
for args in ((1.0, 2.0), (1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-0.0, 1.0), (tiny, -1.0), (-tiny, 1.0), (0.0, -0.0), (-0.0, 0.0), (math.inf, 0), (-math.inf, 0), (1.7976931348623157e308, math.inf), (math.nan, 1), (1, math.nan)):
    print(args, math.nextafter(*args))
for steps in (0, 1, 2, 3, 2**52, 2**62, 2**64, 10**30):
    print(steps, math.nextafter(1.0, math.inf, steps=steps), math.nextafter(-1.0, 1.0, steps=steps), math.nextafter(tiny, -1.0, steps=steps))
show(math.nextafter, 1.0, 2.0, steps=-1)
show(math.nextafter, 1.0, 2.0, steps=1.5)
for x in (0.0, 1.0, -1.0, 1e308, math.inf, math.nan, tiny):
    print(x, math.ulp(x))
