"""Errors about pickles that say nothing sensible, and about files that give nothing sensible."""
import io
import pickle


def show(what, f):
    try:
        print(what, f())
    except Exception as e:
        print(what, type(e).__name__, e)


class File:
    def __init__(self, data, answer=None, into=None):
        self.source = io.BytesIO(data)
        self.answer = answer
        if into is not None:
            self.readinto = lambda buffer: into[0]

    def read(self, n):
        return self.source.read(n) or self.answer

    def readline(self):
        return self.source.readline()


# Floats: what is too large is said first; the text ends at a null byte.
for text in (b"1e400", b"-1e400", b"1e400x", b"inf", b"", b"1.5\0x", b"x\0y", b"1e400\0x", b"\0", b"1_0", b"1" * 400):
    show(text[:10], lambda: pickle.loads(b"F" + text + b"\n."))

# PUT looks at the stack first.
for text in (b"px\n.", b"Npx\n.", b"Np-5\n.", b"(p1\n.", b"p\n.", b"Np9223372036854775807\n."):
    show(text, lambda: pickle.loads(text))

# Files.
large = b"B\xff\xff\0\0"
for answer in (memoryview(b"abc"), bytearray(b"N"), "x", None, 5):
    show(type(answer), lambda: pickle.load(File(large, answer)))
for got in (None, "x", 1.5, -1, 2**70, 7):
    show(got, lambda: pickle.load(File(large, into=[got])))

# Memos.
for memo in ({2**70: 1}, {-1: 1}, {"x": 1}, {True: 1}, {2**63 - 1: 1}):
    def unpickler():
        u = pickle.Unpickler(io.BytesIO())
        u.memo = memo

    show(memo, unpickler)
for memo in ({1: (2**70, 2)}, {1: ("x", 2)}, {1: (-1, 2)}, {1: (True, 2)}, {1: [1, 2]}):
    def pickler():
        p = pickle.Pickler(io.BytesIO())
        p.memo = memo
        return list(p.memo.copy().values())

    show(memo, pickler)

# Lengths for which there is no memory.
for code in (b"\x8e", b"\x96"):
    for n in (2**62, 2**40):
        show((code, n), lambda: pickle.loads(code + n.to_bytes(8, "little")))

# Keywords that are no strings.
class A:
    pass


show("object", lambda: pickle.loads(b"\x80\x04c__main__\nA\n)}K\x01K\x02s\x92."))
show("int", lambda: pickle.loads(b"\x80\x04cbuiltins\nint\n)}K\x01K\x02s\x92."))
show("generator", lambda: pickle.loads(b"\x80\x04ctypes\nGeneratorType\n)\x81."))
