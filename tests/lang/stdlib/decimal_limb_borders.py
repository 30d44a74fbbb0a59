"""Decimals around the lengths at which they are kept in other ways: 19 digits for each limb, 38 digits, 24 limbs."""
from decimal import Decimal, Context, Inexact, Rounded, localcontext
import copy
import hashlib
import pickle


def short(d):
    text = str(d)
    return text if len(text) < 40 else (len(text), text[:12], text[-12:], hashlib.sha256(text.encode()).hexdigest()[:16])


def number(digits, seed):
    return Decimal(int(str(seed * 7919 + 1234567891) * (digits // 10 + 1)) % 10 ** digits + 10 ** (digits - 1))


class Own(Decimal):
    pass


LENGTHS = (18, 19, 20, 37, 38, 39, 57, 76, 228, 229, 360, 361, 362, 399, 455, 456, 457, 475, 500, 760)
for precision in (28, 38, 361, 456, 457, 500, 1000):
    with localcontext(Context(prec=precision)) as c:
        for n in LENGTHS:
            a, b = number(n, 3), number(n, 5).scaleb(-7)
            shown = [short(x) for x in (a + b, a - b, a * b, a / b, a // b if n <= precision else 0, -a, +b)]
            print(precision, n, *shown, bool(c.flags[Inexact]), bool(c.flags[Rounded]))
            c.clear_flags()
with localcontext(Context(prec=2000)):
    for n in LENGTHS:
        nines = Decimal('9' * n)
        print(n, short(nines + 1), short(nines * nines), short(nines - nines), short((nines + 1) - nines), nines == Own(nines),
              hash(nines) == hash(int(nines)), pickle.loads(pickle.dumps(nines)) == nines, copy.deepcopy(nines) is nines,
              short(Own(nines) + 1), type(Own(nines) + 1).__name__, short(nines.sqrt()), short(divmod(nines, Decimal(7))[1]))
