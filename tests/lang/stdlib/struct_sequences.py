# Struct sequences: what their constructors refuse, and copies with other values.
import copy
import os
import time


def attempt(f, *args, **named):
    try:
        return f(*args, **named)
    except TypeError as e:
        return f"TypeError: {e}"


make = time.struct_time
for args in (
    ("123456789", None), ("123456789", {}), ("123456789", {"tm_zone": 1, "x": 2}), ("123456789", {"tm_year": 1}),
    ("1234567890", {"tm_zone": 1}), ("1234567890", {"tm_gmtoff": 1}), ("123456789", 3), (3, {"x": 3}),
    ("123", {"tm_zone": 1}), ("12345678901", {"x": 1}),
):
    print(attempt(make, *args))

t = make("123456789", {"tm_zone": "zone"})
print(t.__replace__(), attempt(t.__replace__, 1), copy.replace(t, tm_year=3), copy.replace(t, tm_zone="q").tm_zone)
print(copy.replace(t, tm_year=3).tm_zone, type(copy.replace(t)).__name__)
print(attempt(t.__replace__, foo=3), attempt(t.__replace__, foo=3, bar=4))
s = os.stat_result(range(10))
print(attempt(s.__replace__), attempt(copy.replace, s, st_mode=1), os.stat_result(range(10), {"st_atime": 5}).st_atime)
u = os.times_result("12345")
print(copy.replace(u, user=1, system=2.5), attempt(os.times_result, "12345", {"x": 1}))
