"""Slices, deletion and insertion in a bytearray, and while its memory is lent."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


b = bytearray(range(10))
b[2:5] = b'XYZ?'
print(b)
b[::2] = bytes(len(b[::2]))
print(b)
del b[1::3]
print(b)
b[1:4] = [65, 66]
print(b)
b[1:-1:2] = b''
print(b)
b += b'tail'
b *= 2
b.insert(0, 33)
b.insert(-100, 34)
b.insert(100, 35)
print(b, b.pop(), b.pop(0), b.pop(-2), len(b))
b.reverse()
b.remove(33)
print(b, b.copy() == b, b.copy() is b)
b.resize(3)
print(b)
b.resize(5)
print(b)
for bad in (lambda: b.__setitem__(slice(None, None, 2), b'ab'), lambda: b.__setitem__(0, 256), lambda: b.__setitem__(0, 'a'), lambda: b.__setitem__(slice(0, 1), 'a'), lambda: b.__setitem__(slice(0, 1), 5), lambda: b.__setitem__(99, 1), lambda: b.__delitem__(99), lambda: b.remove(200), lambda: b.remove(300), lambda: b.append(-1), lambda: b.extend('abc'), lambda: b.extend([1, 999]), lambda: b.extend(5), lambda: bytearray().pop(), lambda: b.resize(-1), lambda: b.__iadd__('a'), lambda: b + 'a'):
    show(bad)
print(b)
with memoryview(b) as view:
    for bad in (lambda: b.append(1), lambda: b.pop(), lambda: b.clear(), lambda: b.extend(b'x'), lambda: b.resize(1), lambda: b.__delitem__(0), lambda: b.__setitem__(slice(0, 1), b'xy'), lambda: b.__init__(b'')):
        show(bad)
    b[0] = 90
    b[1:3] = b'--'
    print(bytes(view))
b.append(1)
print(b)
