"""A bytearray changes its size when no view is left that anybody refers to."""


def head(b, n):
    data = bytes(memoryview(b)[:n])
    del b[:n]
    return data


def drain(n):
    total, b = 0, bytearray(b"abcdefgh" * n)
    while b:
        total += len(bytes(memoryview(b)[:8]))
        del b[:8]
    return total


class Stream:
    def __init__(self):
        self.buffer = bytearray(b"xyz" * 100)

    def closing(self, n):
        with memoryview(self.buffer) as whole:
            with whole[:n] as part:
                data = bytes(part)
        del self.buffer[:n]
        return data

    def forgetting(self, n):
        data = bytes(memoryview(self.buffer)[:n])
        del self.buffer[:n]
        return data

    def overwriting(self, n):
        view = memoryview(self.buffer)
        data = view[:n].tobytes()
        view = None
        self.buffer.extend(data)
        return data


for i in range(3):
    b = bytearray(b"abcdefgh" * 10)
    print(head(b, 3), len(b))
print(drain(300))
s = Stream()
print(s.closing(5), s.forgetting(5), s.overwriting(5), len(s.buffer))
b = bytearray(b"a")
view = memoryview(b)
try:
    b.append(1)
except BufferError as e:
    print(e)
del view
b.append(1)
print(b)
