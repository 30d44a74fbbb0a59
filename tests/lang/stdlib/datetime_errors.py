# What the types of datetime say of arguments that they do not take.
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo


class Zone(tzinfo):
    def __init__(self, answer):
        self.answer = answer

    def utcoffset(self, dt):
        return self.answer

    dst = tzname = utcoffset


d, dt, t, delta = date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5, 6), time(1, 2, 3), timedelta(1)
CASES = """
timedelta(1, 2, 3, 4, 5, 6, 7, 8) | timedelta(foo=1) | timedelta(1, days=1) | timedelta('a') | timedelta(days=None)
timedelta(days=10**30) | timedelta(days=10**9) | timedelta(days=float('inf')) | timedelta(days=float('nan'))
timedelta(days=10**30, hours=-24 * 10**30) | timedelta.max + timedelta(1) | timedelta.max * 2 | timedelta.max * 10**20
delta * float('inf') | delta * float('nan') | delta / 0 | delta // 0 | delta / 0.0 | delta / timedelta(0) | delta % 3
divmod(delta, 3) | divmod(delta, timedelta(0)) | delta < 1 | delta + 1 | 1 / delta | -timedelta.max | delta // 2.0
date() | date(1, 2) | date(1, 2, 3, 4) | date(year=1, month=2) | date(0, 1, 1) | date(1, 13, 1) | date(2021, 2, 29)
date(1.0, 1, 1) | date(10**20, 1, 1) | date(2**31, 1, 1) | date(b'abcd') | date('\u1234\xe4\x01\x02') | date('abcd')
date.fromtimestamp('a') | date.fromtimestamp(1e30) | date.fromtimestamp(float('nan')) | date.fromordinal(0)
date.fromordinal(10**7) | date.fromordinal(1.0) | date.fromordinal() | date.fromisoformat(1) | date.fromisoformat('abc')
date.fromisoformat('2020-W54-1') | date.fromisocalendar(2020, 54, 1) | date.fromisocalendar(2020, 53, 8)
date.fromisocalendar(0, 1, 1) | date.fromisocalendar(9999, 52, 6) | date.fromisocalendar(2020, 1)
date.fromisocalendar(10**20, 1, 1) | date.fromisocalendar(2020, 1, 1, 1) | date.today(1) | date.strptime('a')
date.min - delta | date.max + delta | d + 1 | 1 - d | d - dt | dt - d | d < dt | dt < d | d < 1 | t < 1 | t - t
d.replace(1, 2, 3, 4) | d.replace(foo=1) | d.replace(year='a') | d.__replace__(foo=1) | d.strftime() | d.strftime(1)
d.__format__(1) | d.isoformat(1) | dt.isoformat(1) | dt.isoformat('ab') | dt.isoformat(timespec='a')
dt.isoformat(timespec=1) | dt.isoformat(foo=1) | t.isoformat('a') | t.isoformat(timespec=None) | t.isoformat(1, 2)
time(24) | time(1, 60) | time(1, 1, 1, 10**6) | time(1, 1, 1, 1, 1) | time(1, 1, 1, 1, None, 1) | time(fold=2)
time(foo=1) | time(b'\x01\x02\x03\x00\x00\x04', 1) | datetime(1, 1, 1, fold=2) | datetime(1, 1, 1, tzinfo=1)
datetime(1, 1, 1, 1, 1, 1, 1, None, 1) | datetime.now(1) | datetime.now(1, 2) | datetime.fromtimestamp('a')
datetime.fromtimestamp(1, 2) | datetime.fromtimestamp(1, foo=2) | datetime.fromtimestamp() | datetime.combine(1, 2)
datetime.combine(d, 1) | datetime.combine(d, t, 1) | datetime.combine(dt) | datetime.fromisoformat('2020-01-01T24:01')
datetime.fromisoformat('2020-01-01T') | datetime.fromisoformat('2020-01-01T00:00+24:00') | datetime.max + delta
timezone() | timezone(1) | timezone(delta) | timezone(timedelta(hours=1), 1) | timezone(timedelta(hours=1), 'a', 'b')
UTC.utcoffset(1) | UTC.utcoffset() | UTC.fromutc(1) | UTC.fromutc(dt) | UTC < UTC | tzinfo().utcoffset(None)
tzinfo().fromutc(dt) | dt.replace(tzinfo=Zone(1)).utcoffset() | dt.replace(tzinfo=Zone(delta)).utcoffset()
dt.replace(tzinfo=Zone(1)).tzname() | hash(dt.replace(tzinfo=Zone(1))) | dt.astimezone(1) | dt.astimezone(Zone(None))
dt < dt.replace(tzinfo=UTC) | dt - dt.replace(tzinfo=UTC) | t < t.replace(tzinfo=UTC) | dt == dt.replace(tzinfo=UTC)
dt.replace(1, 2, 3, 4, 5, 6, 7, UTC, 1) | dt.replace(tzinfo=1) | dt.__reduce_ex__() | dt.__reduce_ex__('a')
setattr(dt, 'year', 1) | setattr(delta, 'days', 1) | setattr(date, 'foo', 1) | dt.foo | date.__add__(1, 2)
date.__new__(datetime, 1, 1, 1) | type('X', (timezone,), {}) | round(delta) | delta * 'a' | delta / 'a'
"""
print(MINYEAR, MAXYEAR)
for case in CASES.replace("\n", "|").split("|"):
    if case := case.strip():
        try:
            result = repr(eval(case))
        except Exception as e:
            result = f"{type(e).__name__}: {e}"
        print(case, "->", ascii(result))
