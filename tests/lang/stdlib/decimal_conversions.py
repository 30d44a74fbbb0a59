"""From decimals to other numbers, to tuples and to pickles; what fails."""
import copy
import math
import pickle
from decimal import *

D = Decimal
for text in ["0", "-0", "1.50", "-2.5", "1E+30", "-7E-3", "123456789012345678901234567890123456789012345", "NaN", "-Infinity", "sNaN5",
             "1E-400", "1E+400"]:
    d = D(text)
    print(repr(d))
    for f in [int, float, complex, round, math.floor, math.ceil, math.trunc, bool, Decimal.as_tuple, Decimal.as_integer_ratio,
              Decimal.adjusted, Decimal.number_class, Decimal.is_normal, Decimal.to_eng_string, Decimal.normalize,
              Decimal.to_integral_value, lambda d: round(d, 1), lambda d: d.real, lambda d: d.imag, Decimal.__reduce__,
              lambda d: pickle.loads(pickle.dumps(d)), copy.copy, copy.deepcopy, Decimal.copy_negate, Decimal.logb,
              Decimal.next_plus, abs, lambda d: -d, lambda d: +d]:
        try:
            print("   ", f(d))
        except Exception as e:
            print("   ", type(e).__name__, e)


class Sub(Decimal):
    def __init__(self, value):
        self.note = "x"


s = Sub("1.5")
print(s, s.note, type(s + 1), type(-s), type(copy.copy(s)), type(pickle.loads(pickle.dumps(s))), s == D("1.5"), D(s) is s)
for name in ["compare", "exp", "fma", "quantize", "add"]:
    try:
        getattr(D(1), name)(1, 2, 3, 4)
    except Exception as e:
        print(type(e).__name__, e)
for f in [lambda: D(1).quantize(D("0.1"), rounding="x"), lambda: D(1).compare("a"), lambda: D(1).max(1.5), lambda: D(1).exp(1),
          lambda: D(1).fma(2), lambda: D(1).compare(x=1), lambda: setattr(D(1), "x", 1), lambda: D("1.5").__round__("x"),
          lambda: D(12345).quantize(D("1e-30")), lambda: Context().add(1), lambda: Context().canonical(1)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
