"""Calendars of the module time."""
import os
import time

os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
time.tzset()
print(time.timezone, time.altzone, time.daylight, time.tzname)
for t in (0, 1700000000, 1720000000.75, -1, -1.5, 2**33):
    print(time.gmtime(t))
    print(time.localtime(t), time.localtime(t).tm_zone, time.localtime(t).tm_gmtoff)
    print(time.asctime(time.gmtime(t)), "|", time.ctime(t), time.mktime(time.localtime(t)))
local = time.localtime(1720000000)
print(time.strftime("%Y-%m-%d %H:%M:%S %a %A %b %B %j %U %w %y %Z %z %% %p %I", local))
print(time.strftime("é\0%d", time.gmtime(0)), repr(time.strftime("")), time.strftime("%d", (2000, 1, 2, 3, 4, 5, 6, 7, -1)))
print(len(local), local[:3], local.n_fields, local.tm_wday, tuple(local), local == tuple(local))
print(time.struct_time(range(9)), time.struct_time(range(11)).tm_gmtoff)
print(time.strptime("30 Nov 2023 01:02:03", "%d %b %Y %H:%M:%S"))
for bad in (
    lambda: time.gmtime(2**70),
    lambda: time.gmtime(float("nan")),
    lambda: time.gmtime("x"),
    lambda: time.mktime((1, 2)),
    lambda: time.mktime([1]),
    lambda: time.asctime((2000, 13, 1, 0, 0, 0, 0, 1, 0)),
    lambda: time.asctime((2000, 1, 32, 0, 0, 0, 0, 1, 0)),
    lambda: time.strftime("%d", (2000, 1, 1, 25, 0, 0, 0, 1, 0)),
    lambda: time.strftime("%d", (2000, 1, 1, 0, 60, 0, 0, 1, 0)),
    lambda: time.strftime("%d", (2000, 1, 1, 0, 0, 62, 0, 1, 0)),
    lambda: time.strftime("%d", (2000, 1, 1, 0, 0, 0, 0, 367, 0)),
    lambda: time.strftime(1),
    lambda: time.struct_time(range(8)),
    lambda: time.sleep(-1),
    lambda: time.get_clock_info("x"),
):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
print(time.get_clock_info("monotonic").implementation, time.get_clock_info("time").adjustable)
print(time.clock_gettime(time.CLOCK_MONOTONIC) <= time.monotonic(), time.clock_getres(time.CLOCK_MONOTONIC) > 0, time.time_ns() > 0)
