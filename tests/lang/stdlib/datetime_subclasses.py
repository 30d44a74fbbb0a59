# How classes that derive from those of datetime are called, and what keeps the class.
import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo


def derived(base):
    class Derived(base):
        def __new__(cls, *args, **kwargs):
            print("    new", base.__name__, args, kwargs)
            return base.__new__(cls, *args, **kwargs)

    Derived.__name__ = Derived.__qualname__ = "My" + base.__name__
    return Derived


MyDate, MyTime, MyDatetime, MyDelta = map(derived, (date, time, datetime, timedelta))
d, t = MyDate(2020, 1, 2), MyTime(1, 2, 3, 4, fold=1)
dt, aware = MyDatetime(2020, 1, 2, 3, 4, 5, 6, fold=1), MyDatetime(2020, 1, 2, 3, 4, 5, 6, UTC)
delta, hour = MyDelta(1, 2, 3), timezone(timedelta(hours=1))
CASES = """
d + timedelta(1); d - timedelta(1); d - d; d.replace(day=3); copy.replace(d, day=3); MyDate.fromordinal(5)
MyDate.fromisoformat('2020-01-01'); MyDate.fromisocalendar(2020, 1, 1); MyDate.strptime('2020', '%Y')
t.replace(hour=2); t.replace(fold=0); MyTime.fromisoformat('10:20+01:00'); MyTime.strptime('10', '%H')
dt + timedelta(1); timedelta(1) + dt; dt.replace(day=3); dt.replace(fold=0); dt.date(); dt.time(); dt.timetz()
aware.astimezone(hour); aware.astimezone(UTC) is aware; MyDatetime.fromtimestamp(0, UTC); MyDatetime.fromordinal(5)
MyDatetime.fromisoformat('2020-01-01T24:00'); MyDatetime.fromisocalendar(2020, 1, 1); MyDatetime.combine(d, t)
MyDatetime.combine(d, t, UTC); MyDatetime.strptime('2020 +0100', '%Y %z'); delta + delta; -delta; +delta; abs(delta)
delta * 2; delta / 2; delta // delta; delta % delta; repr(dt); timedelta.__repr__(delta); str(dt); str(d); str(t)
date.replace(dt, year=2021); date.isoformat(dt); date.__add__(dt, timedelta(1)); date.__eq__(dt, date(2020, 1, 2))
date(2020, 1, 2) == dt; date.timetuple(dt)[:6]; date.__reduce__(dt); delta.__reduce__(); t.__reduce__()
dt.__reduce_ex__(3); dt.__reduce_ex__(4); pickle.loads(pickle.dumps(hour))
copy.deepcopy(UTC) is UTC; copy.copy(hour) == hour; pickle.loads(pickle.dumps(datetime.max, 2)) == datetime.max
"""
for case in CASES.replace("\n", ";").split(";"):
    if case := case.strip():
        print(case)
        try:
            result = repr(eval(case))
        except Exception as e:
            result = f"{type(e).__name__}: {e}"
        print("    ->", result)


class Zone(tzinfo):
    """Five hours back, four in the summer, as in New York."""

    def __init__(self, name="?"):
        self.name = name

    def utcoffset(self, dt):
        return timedelta(hours=-5) + self.dst(dt)

    def dst(self, dt):
        if dt is None:
            return timedelta(0)
        start, end = datetime(dt.year, 3, 8, 2), datetime(dt.year, 11, 1, 2)
        naive = dt.replace(tzinfo=None, fold=0)
        if start + timedelta(hours=1) <= naive < end - timedelta(hours=1):
            return timedelta(hours=1)
        if end - timedelta(hours=1) <= naive < end:
            return timedelta(0) if dt.fold else timedelta(hours=1)
        if start <= naive < start + timedelta(hours=1):
            return timedelta(hours=1) if dt.fold else timedelta(0)
        return timedelta(0)

    def tzname(self, dt):
        return "EDT%" if self.dst(dt) else "EST%"


zone, other = Zone("a"), Zone("b")
for month, day, clock in [(1, 1, 12), (3, 8, 2), (3, 8, 3), (7, 1, 0), (11, 1, 1), (11, 1, 2)]:
    for fold in 0, 1:
        x = datetime(2020, month, day, clock, 30, tzinfo=zone, fold=fold)
        u = x.astimezone(UTC)
        print(x, x.strftime("%c %z %:z %Z %f"), u, u.astimezone(zone), x.utctimetuple()[:6], x.timestamp(), end=" ")
        print(x == u, x == x.replace(tzinfo=other), x < u + timedelta(1), hash(x) == hash(u), x - u, x.timetuple()[8])
print(zone.__reduce__(), repr(time(1, tzinfo=UTC, fold=1)), repr(datetime(1, 1, 1, tzinfo=UTC, fold=1)), time(1, tzinfo=hour).strftime("%z %Z"), time(1, tzinfo=zone))
