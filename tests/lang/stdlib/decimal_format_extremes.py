"""format() of decimals at the ends of the exponent range."""
from decimal import Decimal, Context, ROUND_DOWN, localcontext


def show(value, spec):
    try:
        text = format(Decimal(value), spec)
        print(spec, value, text if len(text) < 60 else (len(text), text[:10]))
    except (MemoryError, ValueError) as e:
        print(spec, value, type(e).__name__)


for value in ('1E+99999999999999999', '1E-99999999999999999', '0E-99999999999999999', '0E+99999999999999999',
              '-7E+999999999999999999'):
    for spec in ('f', '%', 'F'):
        show(value, spec)
for value in ('33E-1999999999999999997', '99E+999999999999999998', '96E+999999999999999998',
              '123456789E-1999999999999999997', '-15E-1999999999999999997', '25', '9.99', '0.0001234', '0'):
    for spec in ('.0e', '.1e', '.1g', '.2g', '.0g', '.5e', 'e', 'g', '.1E', '.3G'):
        show(value, spec)
with localcontext(Context(rounding=ROUND_DOWN)):
    show('99E+999999999999999998', '.0e')
    show('9.99', '.1e')
for value in ('1E-99999999999999999', '1E-30', '123.456', '9.995'):
    show(value, '.2f')
    show(value, '.2%')
