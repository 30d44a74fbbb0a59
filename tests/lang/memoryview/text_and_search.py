"""hex, index, count, iteration and containment."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


m = memoryview(b'abcabc')
print(m.hex(), m.hex(':'), m.hex('-', 2), m.hex('-', -4), m.count(97), m.index(99), m.index(97, 1), 98 in m, 'a' in m, list(reversed(m))[:2], [*m][:2])
for f in (lambda: m.index(1), lambda: m.index(97, 4), lambda: m.hex('ab'), lambda: m.hex('\u20ac'), lambda: m.count(), lambda: m.hex(':', 'a')):
    show(f)
r = memoryview(bytearray(b'ab')).toreadonly()
show(r.__setitem__, 0, 1)
print(r.readonly, m.tobytes('C'), m.tobytes(order='F'), m.tobytes(None), bytes(m[::2]), bytes(m[::-1]), m[1:4].tobytes(), m[2:2].tobytes(), memoryview(b'')[:].tolist())
show(m.tobytes, 'x')
print(b'bc' in bytes(m), bytearray(m).find(m[1:3]), b'-'.join([m, m[:1]]), b'x' + m, int(memoryview(b'42')), float(memoryview(b'4.5')), b'%b' % m)
match m:
    case [97, *rest]:
        print(rest)
