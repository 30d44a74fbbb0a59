try:
    import helper_package.broken
except ZeroDivisionError as error:
    print("first", error)
import sys
print("helper_package.broken" in sys.modules)
try:
    import helper_package.broken
except ZeroDivisionError as error:
    print("again", error)
try:
    import helper_package.bad_syntax
except SyntaxError as error:
    print(type(error).__name__, error.lineno, error.msg)
import helper_package.cycle_a
print(helper_package.cycle_a.name, helper_package.cycle_b.seen)
