"""A read of more than memory can hold is a MemoryError."""

import io
import os

for size in (1 << 62, 1 << 50):
    for mode in ("r", "rb"):
        try:
            with open(os.devnull, mode) as stream:
                stream.read(size)
        except MemoryError as e:
            print(size, mode, type(e).__name__, e.args)
        else:
            print(size, mode, "read")


class Raw(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, room):
        room[:3] = b"abc"
        return 3


print(io.BufferedReader(Raw()).read(3))
