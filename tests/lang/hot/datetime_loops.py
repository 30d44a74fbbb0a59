# Dates and spans in hot loops: operators, comparisons and attributes, with other classes of values midway.
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo


class Day(date):
    def __add__(self, other):
        return "own sum"

    @property
    def year(self):
        return "own year"


class Zone(tzinfo):
    asked = 0

    def utcoffset(self, dt):
        Zone.asked += 1
        return timedelta(hours=2)


def sums(start, step, n):
    total = start
    for _ in range(n):
        total += step
    return total


def years(dates):
    return [x.year for x in dates]


def before(pairs):
    return [(a < b) + 2 * (a == b) for a, b in pairs]


def distances(pairs):
    total = timedelta(0)
    for a, b in pairs:
        total = total + (a - b)
    return total


print(sums(date(2000, 1, 1), timedelta(days=1), 4000))
print(sums(datetime(2000, 1, 1), timedelta(seconds=1), 4000))
print(sums(timedelta(1), timedelta(microseconds=-7), 4000))
print(sums(datetime(2000, 1, 1, tzinfo=UTC), timedelta(hours=1), 4000))
for start in date(9999, 12, 1), datetime(9999, 12, 31, 23, 0):
    try:
        sums(start, timedelta(hours=24), 4000)
    except OverflowError as e:
        print(e)
days = [date(2000, 1, 1) + timedelta(i) for i in range(3000)]
moments = [datetime(2000, 1, 1, i % 24) for i in range(3000)]
print(sum(years(days)), sum(years(moments)))
print(set(years(days[:500] + [Day(2000, 1, 1)] * 3 + moments[:500])))
print(sums(Day(2000, 1, 1), timedelta(1), 1))
print(sum(before(zip(days, reversed(days)))), sum(before(zip(moments, reversed(moments)))))
hour = timezone(timedelta(hours=1))
mixed = [m.replace(tzinfo=(UTC, hour)[i % 2]) for i, m in enumerate(moments)]
print(sum(before(zip(mixed, reversed(mixed)))), distances(zip(mixed, reversed(mixed))), distances(zip(moments, mixed[:0])))
zoned = moments[:1000] + [m.replace(tzinfo=Zone()) for m in moments[:1000]]
print(sum(before(zip(zoned, zoned[:1000] + [m.replace(tzinfo=UTC) for m in moments[:1000]]))), Zone.asked)
print(distances(zip(days, days[1:])), distances(zip(moments, moments[::-1])))
try:
    before(zip(moments + mixed[:1], moments + moments[:1]))
except TypeError as e:
    print(e)


def spans(n):
    out = []
    for i in range(n):
        x = timedelta(hours=i)
        if i == n - 5:
            i = i + 0.5
        out.append((x * i, x / 7, x // timedelta(minutes=7), -x % timedelta(minutes=11), x.days, x.seconds))
    return out


print(spans(2000)[-7:])
print(sum(x.total_seconds() for x in [timedelta(i, i) for i in range(1000)]))
print(sum(date(2020, 1 + i % 12, 1 + i % 28).weekday() for i in range(2000)))
