"""__context__, __cause__ and __suppress_context__ as raise sets them."""
def show(e, depth=0):
    print("  " * depth, repr(e), "suppress" if e.__suppress_context__ else "")
    if e.__cause__ is not None: show(e.__cause__, depth + 1)
    if e.__context__ is not None and e.__context__ is not e.__cause__: show(e.__context__, depth + 1)
def run(f):
    try: f()
    except Exception as e: show(e)
def a():
    try: raise ValueError(1)
    except ValueError as e: raise KeyError(2) from e
def b():
    try: raise ValueError(1)
    except ValueError: raise KeyError(2) from None
def c():
    try: raise ValueError(1)
    except ValueError:
        try: raise KeyError(2)
        except KeyError: raise OSError(3)
def d():
    try: raise ValueError(1)
    except ValueError as e: raise e
def f():
    e = ValueError(1)
    try: raise e
    except ValueError:
        try: raise KeyError(2)
        except KeyError: raise e
def g():
    raise KeyError from ValueError
for each in (a, b, c, d, f, g):
    run(each)
for cause in (5, int):
    try: raise KeyError from cause
    except TypeError as e: print(e)
e = ValueError()
for name in ("__cause__", "__context__", "__traceback__"):
    try: setattr(e, name, 5)
    except TypeError as x: print(x)
e.__cause__ = KeyError()
print(e.__suppress_context__)
e.add_note("one"); e.add_note("two")
print(e.__notes__, e.with_traceback(None) is e)
try: e.add_note(5)
except TypeError as x: print(x)
