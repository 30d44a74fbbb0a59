# `datetime` takes its classes from `_datetime`.
import _datetime
import datetime

print(sorted(n for n in vars(_datetime) if not n.startswith("_") and n != "datetime_CAPI"))
print(all(getattr(_datetime, n) is getattr(datetime, n) for n in datetime.__all__))
print(_datetime.date.__module__, _datetime.datetime(2026, 11, 28, tzinfo=_datetime.UTC), repr(_datetime.timedelta(1, 2)))
