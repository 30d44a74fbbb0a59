b = bytearray(b"hello")
b[0] = 72
b.append(33)
b.extend(b"??")
b[1:3] = b"EL"
del b[-1]
print(b, len(b), bytes(b), b.decode(), b == b"HELlo!?", b[0], b[:2], b.pop(), b"lo" in b, bytearray(3), b + b"x", b * 2)
for f in (lambda: b.__setitem__(0, 256), lambda: b.append("a"), lambda: hash(b), lambda: b.__setitem__(100, 1)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
m = memoryview(b)
print(m[0], len(m), bytes(m[1:3]), m.tolist()[:2])
m[0] = 65
print(b)
