"""readv and writev with items that make their buffers, while those after them collect garbage."""

import gc
import os


class Made:
    def __init__(self, content):
        self.content = content

    def __buffer__(self, flags):
        return memoryview(bytearray(self.content))


class Collecting(Made):
    def __buffer__(self, flags):
        gc.collect()
        kept.append([bytes([n % 256]) * len(self.content) for n in range(500)])
        gc.collect()
        return super().__buffer__(flags)


kept = []
reader, writer = os.pipe()
items = [Made(bytes([65 + n]) * 4096) for n in range(12)] + [Collecting(b"z" * 4096)]
print(os.writev(writer, items))
got = b""
while len(got) < 13 * 4096:
    got += os.read(reader, 1 << 16)
print([got[n] for n in range(0, len(got), 4096)], {n: got.count(n) for n in sorted(set(got))})

os.write(writer, b"#" * 40000)
before = [bytes([n]) * 4096 for n in range(256)]
print(os.readv(reader, items))
print(all(set(b) == {n} for n, b in enumerate(before)))
print(any(b"#" in b for group in kept for n, b in enumerate(group) if n % 256 != ord("#")))
