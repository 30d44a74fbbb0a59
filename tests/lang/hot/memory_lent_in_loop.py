# A bytearray whose memory is lent keeps its size: the error comes from the midst of a traced loop, which goes on.
import gc

def lent(turns):
    b = bytearray(b"abcdef")
    errors = []
    view = None
    for i in range(turns):
        if i == turns - 40:
            view = memoryview(b)
        if i == turns - 20:
            view.release()
        try:
            b.append(1)
            b.pop()
        except BufferError as e:
            errors.append(str(e))
        if len(b) != 6:
            print("size", i)
    return len(errors), errors[0], b
print(lent(3000))


def grown_in_place(turns):
    """An error empties what statements have left behind in registers: constants are put there again."""
    b = bytearray(b"abcdef")
    errors = []
    view = None
    for i in range(turns):
        if i == turns - 40:
            view = memoryview(b)
        if i == turns - 20:
            view.release()
        try:
            b[1:3] = b"xy"
            b += b"z"
            del b[-1:]
        except BufferError as e:
            errors.append(str(e))
        if len(b) != 6:
            print("size", i)
    return len(errors), errors[0], b


print(grown_in_place(2000))


def same(v):
    gc.collect(0)
    return v


def returned_to_where_it_was(turns):
    """A collection empties the register of a call's result: what comes back is the same, and put there again."""
    d = {}
    y = {"a": 1}
    for i in range(turns):
        len(y)
        d.update(same(y), k=i)
    return d


print(returned_to_where_it_was(2000))
