"""The memory that a PickleBuffer lends is its object's."""
import pickle


class B(bytes):
    pass


for x in (bytearray(b"abc"), b"abc", B(b"abc")):
    buffer = pickle.PickleBuffer(x)
    print(memoryview(buffer).obj is x, buffer.raw().obj is x, memoryview(pickle.PickleBuffer(buffer)).obj is x)
