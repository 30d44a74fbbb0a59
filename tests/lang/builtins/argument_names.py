# None is called by its own name where an argument is of the wrong type; more messages of built-ins.
import operator


def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class OnlyRepr:
    def __repr__(self):
        return 1


show((1).__format__, None)
show((1.5).__format__, None)
show("a".__format__, None)
show(object().__format__, None)
show(format, 1, None)
show(float.__getformat__, None)
show(float.fromhex, 1)
show(float.fromhex, None)
show((1).to_bytes, 1, None)
show(bytes, 1, 2)
show(bytes, None, None)
show(bytes, "a", None)
show(bytearray, [1], [2])
show(bytes, b"a", "utf-8")
show(str, "a", 1)
show(str, "a", "b")
show(str, b"a", None)
show(sum, int, "real")
show(sum, [], "a")
show(sum, "a", b"")
show(repr, OnlyRepr())
show(str, OnlyRepr())
show(format, OnlyRepr())
show(lambda: f"{OnlyRepr()}")
show(lambda: f"{OnlyRepr()!r}")
show(lambda: "%s" % OnlyRepr())
show(lambda: print >> 1)
show(operator.rshift, print, None)
show("a".translate, {"a": "b"})
show(str.maketrans, {"ab": 1})
for n in range(3):
    show(str, OnlyRepr())
