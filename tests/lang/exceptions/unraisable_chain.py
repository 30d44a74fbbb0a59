# What is printed of exceptions that nobody can handle: the traceback without marks, and nothing of what led to them.
import atexit


class Named:
    def __init__(self, f):
        self.f = f

    def __repr__(self):
        return "the function"

    def __call__(self, *args):
        self.f(*args)


def register(f, *args):
    atexit.register(Named(f), *args)


class Broken(Exception):
    def __str__(self):
        return 1 / 0


def recurse(n):
    if n == 0: raise ValueError("deep")
    recurse(n - 1)


@register
def chained():
    try:
        [][1]
    except IndexError:
        raise KeyError("second")


@register
def noted():
    e = ValueError("with a note")
    e.add_note("the note")
    raise e


register(recurse, 8)
register(lambda: exec("1/0"))
for e in [ValueError, Broken(), SyntaxError("bad", ("file.py", 1, 2, "text", 1, 3)), OSError(2, "no")]:
    @register
    def fails(e=e):
        raise e
