# Native functions that traces call directly, when they raise: what is caught, and where it has passed.
import io
import os
import struct
import threading

N = 300
packer = struct.Struct("<hI")


def every(f, values, otherwise):
    """What f does with `otherwise` now and then, and with the values else."""
    seen = []
    for i in range(N):
        v = otherwise if i % 50 == 49 else values[i % len(values)]
        try:
            r = f(v)
        except Exception as e:
            tb, lines = e.__traceback__, []
            while tb:
                lines.append(tb.tb_lineno)
                tb = tb.tb_next
            r = type(e).__name__, str(e), lines
        if r not in seen:
            seen.append(r)
    print(seen)


every(lambda v: struct.pack("<h", v), [1, -2, True], 70000)
every(lambda v: struct.pack("<h", v), [1, -2], "text")
every(lambda v: packer.pack(v, 7), [1, -2], 1.5)
every(lambda v: struct.unpack("<h", v), [b"ab", bytearray(b"cd")], b"abc")
every(lambda v: packer.unpack(v), [b"abcdef"], b"")
every(lambda v: struct.calcsize(v), ["<h", b"I"], "?!")
every(lambda v: v.encode(), ["a", "\xe9\u20ac"], "\udc80")
every(lambda v: v.decode(), [b"a", "\u20ac".encode()], b"\xff")
every(lambda v: v.to_bytes(1, "little"), [1, 200], 256)
every(lambda v: v.to_bytes(1, "little"), [1, 200], -1)
every(lambda v: os.fspath(v), ["a", b"b"], 3)


class Closing:
    def __init__(self, f):
        self.f = f

    def write(self, text):
        if text == "close":
            self.f.close()
        return self.f.write(text)


for make, text, wrong in ((io.StringIO, "abc", b"no"), (io.BytesIO, b"abc", "no")):
    f = make()
    every(f.write, [text, text[:1]], wrong)
    print(len(f.getvalue()), f.tell())
    f = make()
    for i in range(N):
        try:
            if i == 200:
                f.close()
            f.write(text)
            n = f.tell() + len(f.getvalue())
        except ValueError as e:
            n = str(e)
    print(n)
print(all(threading.get_ident() == threading.get_ident() and os.getpid() == os.getpid() for i in range(N)))


class Path:
    def __fspath__(self):
        return "path"


print({os.fspath(Path() if i % 9 == 8 else "x") for i in range(N)} == {"x", "path"})


class Index:
    def __index__(self):
        return 5


print({struct.pack("b", Index() if i % 9 == 8 else i % 3) for i in range(N)} == {b"\0", b"\1", b"\2", b"\5"})
