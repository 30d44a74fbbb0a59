# PickleBuffer: memory that is pickled in place or out of band.
import pickle
import weakref
from pickle import PickleBuffer

data = bytearray(b"abc")
b = PickleBuffer(data)
print(memoryview(b).tolist(), b.raw().format, b.raw().readonly, b.raw().obj is data, PickleBuffer(b"x").raw().readonly)
print(PickleBuffer.__doc__, PickleBuffer.__mro__, PickleBuffer.__module__)
print(PickleBuffer.raw.__doc__, PickleBuffer.release.__doc__, sep="\n")
with memoryview(b) as m:
    m[0] = 65
print(data, weakref.ref(b)() is b)
b.release()
b.release()
for f in [
    lambda: memoryview(b), lambda: b.raw(), lambda: PickleBuffer(3), lambda: PickleBuffer(), lambda: PickleBuffer(b"", 1),
    lambda: PickleBuffer(b), lambda: PickleBuffer(memoryview(b"abcdef")[::2]).raw(), lambda: PickleBuffer(data=b"x"),
    lambda: pickle.dumps(PickleBuffer(b"x"), 4),
]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Block:
    def __init__(self, data):
        self.data = data

    def __reduce_ex__(self, protocol):
        return (Block, (PickleBuffer(self.data) if protocol >= 5 else bytes(self.data),))


for data in [b"bytes", bytearray(b"bytearray")]:
    for protocol in [4, 5]:
        again = pickle.loads(pickle.dumps(Block(data), protocol))
        print(protocol, again.data)
    buffers = []
    text = pickle.dumps(Block(data), 5, buffer_callback=buffers.append)
    print(buffers[0].raw().tobytes(), data in text, pickle.loads(text, buffers=buffers).data is not None)
data = bytearray(b"free again")
b = PickleBuffer(data)
try:
    data.append(1)
except BufferError as e:
    print(e)
b.release()
data.append(33)
print(data)
