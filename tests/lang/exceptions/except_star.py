def f(group):
    try:
        raise group
    except* ValueError as g:
        print("V", [str(e) for e in g.exceptions])
    except* (KeyError, TypeError) as g:
        print("KT", [repr(e) for e in g.exceptions])
    else:
        print("else")
    finally:
        print("finally")


f(ExceptionGroup("g", [ValueError("1"), KeyError("2"), ValueError("3")]))
f(ValueError("single"))
try:
    f(ExceptionGroup("h", [OSError("left"), TypeError("t")]))
except ExceptionGroup as g:
    print(repr(g), g.message, g.exceptions)
