# How long a literal may be is what the program has set.
import sys


def length(n, base=""):
    try:
        return eval(base + "3" * n).bit_length()
    except SyntaxError as e:
        return e.msg


print(length(4300), length(4301))
sys.set_int_max_str_digits(700)
print(length(700), length(701))
print(length(701, "0x"), length(701, "0o"))
try:
    compile("a = 1\nb = 2\nc = " + "7" * 701 + "\n", "s", "exec")
except SyntaxError as e:
    print(e.lineno)
sys.set_int_max_str_digits(0)
print(length(9000))
