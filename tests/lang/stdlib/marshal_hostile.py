"""Files that do odd things to the memory that they are given, and references in data: what takes a number and what does not."""
import marshal


class File:
    def __init__(self, what):
        self.what = what

    def read(self, n):
        return b""

    def readinto(self, memory):
        return self.what(memory)


def fill(memory):
    memory[:] = b"N" * len(memory)
    return len(memory)


def empty(memory):
    del memory[:]


for what in (fill, empty, lambda m: len(m) + 1, lambda m: 0, lambda m: None, lambda m: type(m).__name__, lambda m: m.release() or 1):
    try:
        print(marshal.load(File(what)))
    except Exception as e:
        print(type(e).__name__, e)
for data in [
    b")\x03\xce\xe9\x01\x00\x00\x00r\x00\x00\x00\x00",
    b")\x02\xe9\x05\x00\x00\x00r\x00\x00\x00\x00",
    b")\x03\xd4\xc6r\x00\x00\x00\x00",
    b"\xdb\x02\x00\x00\x00\xaer\x00\x00\x00\x00",
    b"\xfb\x01\x00\x00\x00N\xd3",
]:
    try:
        print(marshal.loads(data))
    except Exception as e:
        print(type(e).__name__, e)
