cases = [
    lambda: {}["key"], lambda: undefined_name, lambda: (5).nothing, lambda: next(iter([])), lambda: __import__("no_such_module"),
]
for case in cases:
    try:
        case()
    except Exception as error:
        print(type(error).__name__, error, error.args, {k: getattr(error, k) for k in ("name", "obj", "value", "path") if hasattr(error, k)})
e = OSError(2, "No such file", "name.txt")
print(e, type(e).__name__, e.errno, e.strerror, e.filename, repr(e))
e = SystemExit(3)
print(e.code, UnicodeError("x"), repr(KeyError("a")), str(KeyError("a")), str(KeyError("a", "b")), str(Exception()), str(Exception(1)), str(Exception(1, 2)), repr(Exception("x",)), StopIteration(5).value)
e.add_note("a note")
e.add_note("another")
print(e.__notes__)
