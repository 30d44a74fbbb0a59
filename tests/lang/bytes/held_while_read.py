"""Code that runs while a bytearray or a memoryview is read cannot change its size or release it."""
import array


class Sub:
    def __init__(self, target):
        self.target = target

    def __index__(self):
        self.target.clear()
        return ord("A")


class Length(bytes):
    def __init__(self, _):
        self.act = None

    def __len__(self):
        self.act()
        return 1


def tell(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


for name in ("find", "count", "index", "rindex", "rfind", "__contains__"):
    ba = bytearray(b"A")
    tell(getattr(ba, name), Sub(ba))
    print(ba)
ba = bytearray(b"\xaa\xbb")
sep = Length(b":")
sep.act = ba.clear
tell(ba.hex, sep)
for separator in (":", b":", "", b"", "ab", "\xe9", b"\xff", 5, bytearray(b":"), None):
    tell(b"\xaa\xbb".hex, separator)


def iterator():
    ba.clear()
    yield b"A"


ba = bytearray(b",")
tell(ba.join, iterator())


class Shown:
    def __repr__(self):
        ba.clear()
        return "E"


ba = bytearray(b"%a end")
tell(ba.__mod__, Shown())
ba = bytearray(b"A" * 10)
view = memoryview(ba)
sep.act = view.release
tell(view.hex, sep)
view.release()


class Hashed(array.array):
    def __hash__(self):
        view.release()
        return 123


view = memoryview(Hashed("B", b"A" * 16)).toreadonly()
tell(hash, view)
tell(hash, view)


class Index:
    def __index__(self):
        view.release()
        return 4


view = memoryview(bytearray(b"abcdefgh"))
tell(lambda: bytes(view[: Index()]))
view = memoryview(bytearray(b"abcdefgh"))
tell(lambda: bytes(view[Index() :]))
view = memoryview(bytearray(b"abcdefgh"))
tell(lambda: view[Index()])
view = memoryview(bytearray(b"abcdefgh"))
tell(lambda: view.__setitem__(Index(), 5))
view = memoryview(bytearray(b"abcdefgh"))
tell(lambda: view.__setitem__(slice(Index()), b"wxyz"))
