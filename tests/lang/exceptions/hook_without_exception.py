"""sys.__excepthook__ is given what is no exception."""
import io
import sys

def shown(*args):
    sys.stderr = io.StringIO()
    try:
        sys.__excepthook__(*args)
        return sys.stderr.getvalue()
    finally:
        sys.stderr = sys.__stderr__

print(repr(shown(int, 42, None)))
print(repr(shown(ValueError, "text", None)))
print(repr(shown(None, None, None)))
print(repr(shown(ValueError, ValueError("one"), None)))
print(repr(shown(int, ValueError("two"), 3)))
