"""The format mini-language on decimals, which is wider than that of floats in places."""
import warnings
from decimal import *

warnings.simplefilter("ignore")
NUMBERS = ["0", "0e5", "0e-5", "-0.00", "1", "-12345.678", "9.9999", "1e20", "1e-9", "1234567890123456789012345.5", "NaN", "-Infinity",
           "sNaN7"]
SPECS = ["", "e", ".0e", ".3E", "f", ".0f", ".2f", "F", "g", ".3g", "G", "%", ".1%", "n", "N", "+", " .1f", "010", "011,", ",.2f", "09,",
         "<10", ">10", "^11", "=+12", "*^20.2f", "\u20ac>14", "0=10", "z.0f", "z", "_", "_f", "#", "#.0f", ".2,f", "x", ".", "<010",
         ",_", "f ", "10d", "9223372036854775807f"]
for s in SPECS:
    for x in NUMBERS:
        try:
            print(ascii(s), x, ascii(format(Decimal(x), s)))
        except Exception as e:
            print(ascii(s), x, type(e).__name__, e)

local = dict(decimal_point=",", grouping="\x03\x02\x00", thousands_sep=".")
for s in "n", "f", ".2f", "015n", "020.1f":
    print(Decimal("-1234567.5").__format__(s, local))
for bad in [3, {}, dict(decimal_point=""), dict(decimal_point="12345"), dict(thousands_sep="12345"), dict(grouping=[1])]:
    try:
        print(Decimal("1234567.5").__format__("n", bad))
    except Exception as e:
        print(type(e).__name__, e)

with localcontext(capitals=0, rounding=ROUND_DOWN):
    print(Decimal("1e50"), repr(Decimal("1e50")), format(Decimal("6.09"), ".1f"), format(Decimal("6.09"), "#.1f"),
          format(Decimal("1e50"), "5"), Decimal("1e50").to_eng_string())
print(round(Decimal("2.5")), round(Decimal("3.5")), round(Decimal("-2.675"), 2), round(Decimal("1234"), -2))
