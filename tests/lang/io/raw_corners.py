# Raw and buffered streams: private attributes, openers, subclasses that object, and one raw read at a time.
import io
import os
import tempfile


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


with tempfile.NamedTemporaryFile() as named:
    raw = io.FileIO(named.name)
    print(raw._finalizing, attempt(setattr, raw, "_finalizing", 1), attempt(delattr, raw, "_finalizing"))
    print(attempt(setattr, raw, "_blksize", 3).split(":")[0], attempt(delattr, raw, "_blksize").split(":")[0])
    raw.close()
    print(attempt(lambda: open(named.name, opener=lambda name, flags: 999)))

    class Refusing(io.FileIO):
        def __setattr__(self, name, value):
            raise KeyError(name)

    fd = os.open(named.name, os.O_RDONLY)
    print(attempt(Refusing, fd))
    os.close(fd)


class Raw(io.RawIOBase):
    def __init__(self, parts):
        self.parts = list(parts)

    def readable(self):
        return True

    def readinto(self, room):
        if not self.parts:
            return 0
        part = self.parts.pop(0)
        if not isinstance(part, bytes):
            return part
        room[: len(part)] = part
        return len(part)


stream = io.BufferedReader(Raw([b"abc", b"de", b"fgh", b"jkl"]), 10)
room = bytearray(2)
print(stream.peek(3), stream.readinto1(room), room, stream.readinto1(room), room[:1], stream.readinto1(room), room)
room = bytearray(20)
print(stream.peek(3), stream.readinto1(room), bytes(room[:6]))
try:
    io.BufferedReader(Raw(["text"])).readline()
except OSError as e:
    print(e, repr(e.__cause__))
try:
    io.BufferedReader(Raw([-1])).readline()
except OSError as e:
    print(e, repr(e.__cause__))

for stream, state in ((io.BytesIO(), (b"a", 0, None)), (io.StringIO(), ("a", "", 0, None))):
    stream.close()
    print(attempt(stream.__setstate__, state))
print(attempt(io.StringIO().__setstate__, (b"", "", 0, None)))


class Size:
    def __index__(self):
        return self.action() and 0 or 0


for method in ("close", "getbuffer"):
    size, stream = Size(), io.BytesIO(b"abc")
    view = []
    size.action = lambda: view.append(getattr(stream, method)())
    print(attempt(stream.truncate, size))
    view.clear()

import copy
import pickle

text = io.StringIO("abc")
text.read(1)
print([pickle.loads(pickle.dumps(text, n)).read() for n in (2, 5)], copy.copy(text).read())
