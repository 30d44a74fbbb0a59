# Tracebacks in colour, as on a terminal.
import os
import sys


def divide(a, b):
    return [a, a / b]


def outer():
    try:
        divide(1, 0)
    except ZeroDivisionError as e:
        raise ExceptionGroup("several", [e, ValueError("two\nlines")]) from e


os.environ["PYTHON_COLORS"] = "1"
sys.stdout.flush()
try:
    outer()
except ExceptionGroup:
    sys.excepthook(*sys.exc_info())
try:
    compile("x = (1,\ny = 2", "<text>", "exec")
except SyntaxError:
    sys.excepthook(*sys.exc_info())
sys.excepthook(ValueError, 5, None)
os.environ["NO_COLOR"] = "1"
os.environ["PYTHON_COLORS"] = ""
print("plain", file=sys.stderr)
divide(2, 0)
