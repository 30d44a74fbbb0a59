# `characters_written` of an OSError is there only when it is a number.
def show(f):
    try:
        print(f())
    except Exception as e:
        print(repr(e))


for e in (OSError(1, "x"), BlockingIOError(1, "x"), BlockingIOError(1, "x", "f"), BlockingIOError(), BlockingIOError(1, "x", 3)):
    print(repr(e), e.filename)
    show(lambda: e.characters_written)
    show(lambda: delattr(e, "characters_written"))
    show(lambda: setattr(e, "characters_written", "a"))
    show(lambda: setattr(e, "characters_written", 4))
    show(lambda: e.characters_written)
    show(lambda: delattr(e, "characters_written"))
    show(lambda: e.characters_written)
    show(lambda: setattr(e, "characters_written", True))
    show(lambda: e.characters_written)
print(hasattr(OSError(), "characters_written"), "characters_written" in dir(OSError()))
