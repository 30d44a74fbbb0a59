"""What is left of a memoryview after release, and what release waits for."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


b = bytearray(b'abcdef')
m = memoryview(b)
n = m[1:3]
m.release()
m.release()
print(n.tolist(), repr(m).split(' at ')[0])
for f in (lambda: m[0], lambda: len(m), lambda: m.tolist(), lambda: m.tobytes(), lambda: m.cast('B'), lambda: m.format, lambda: m.obj, lambda: m == b, lambda: hash(m), lambda: list(m), lambda: m.hex(), lambda: memoryview(m), lambda: m.__enter__(), lambda: m.toreadonly()):
    show(f)
show(b.append, 1)
n.release()
b.append(103)
print(b)
with memoryview(b) as v:
    v[0] = 65
show(lambda: v[0])
w = memoryview(b)
x = memoryview(w)
show(w.release)
show(lambda: x[0])
show(b.clear)
x.release()
b.clear()
print(b)


class Lender:
    def __init__(self):
        self.data = bytearray(b'xyz')

    def __buffer__(self, flags):
        print('lend', flags)
        return memoryview(self.data)

    def __release_buffer__(self, view):
        view.release()


l = Lender()
with memoryview(l) as v:
    v[1] = 33
print(l.data, bytes(l), bytearray(l))
