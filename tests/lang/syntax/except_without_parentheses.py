"""except A, B: and except* A, B: without parentheses; else and finally."""
def f(exc):
    try:
        if exc: raise exc
    except ValueError, TypeError:
        return "value or type"
    except (KeyError, IndexError) as e:
        return f"lookup {e!r}"
    except:
        return "other"
    else:
        return "none"
    finally:
        print("finally", end=" ")
for exc in (None, ValueError(), TypeError, KeyError(1), OSError()):
    print(f(exc))
try:
    raise ExceptionGroup("g", [ValueError(1), TypeError(2), KeyError(3), OSError(4)])
except* ValueError, TypeError:
    print("two")
except* KeyError as e:
    print(e.exceptions)
except* OSError:
    print("one")
classes = (ArithmeticError,)
try:
    1 / 0
except classes:
    print("from a variable")
try:
    try:
        1 / 0
    except 3:
        pass
except TypeError as e:
    print(e)
def lazily(name):
    print("asked for", name, end=" ")
    return {"V": ValueError, "Z": ZeroDivisionError}[name]
try:
    1 / 0
except lazily("V"): pass
except lazily("Z"): print("found")
except lazily("never"): pass
