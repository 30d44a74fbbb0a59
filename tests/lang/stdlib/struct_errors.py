"""struct: formats, counts, offsets and what is refused."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import struct

for fmt in ('', '<', '3x', '2s3p', '>hhl', 'bhilq', '@bq', '=bq', '10s', '0s', '?', 'e', 'P', 'nN', '<F', '2h 3b'):
    show(struct.calcsize, fmt)
for fmt in ('$', '12345', 'c12345', '99999999999999999999b', '<n', '<P', 'Z', '3', '-1b', 'b\0', '\xe9', b'h', 5, None):
    show(struct.calcsize, fmt)
for args in (('b', 128), ('B', -1), ('h', 40000), ('i', 2**40), ('q', 2**64), ('b', 'a'), ('b', 1.0), ('c', 'a'), ('c', b'ab'), ('s', 'x'), ('f', 'x'), ('f', 1e300), ('d', 10**400), ('bb', 1), ('b', 1, 2), ('?', []), ('e', 1e10), ('3s', b'abcdef'), ('3p', b'abcdef'), ('P', -1)):
    show(struct.pack, *args)
buffer = bytearray(6)
for args in (('b', buffer, 5, 1), ('b', buffer, 6, 1), ('i', buffer, -4, 1), ('i', buffer, -3, 1), ('i', buffer, -7, 1), ('i', b'abcd', 0, 1), ('i', buffer), ('i', buffer, 0), ('i', buffer, 'a', 1), ('i', 5, 0, 1)):
    show(struct.pack_into, *args)
print(bytes(buffer))
for args in (('i', b'abc'), ('i', b'abcde'), ('b', 'a'), ('bb', b'\x01\xff')):
    show(struct.unpack, *args)
for args in (('i', b'abcdef', 3), ('i', b'abcdef', -4), ('i', b'abcdef', -2), ('i', b'abcdef', -9), ('b', b'')):
    show(struct.unpack_from, *args)
show(lambda: list(struct.iter_unpack('bh', bytes(8))))
show(lambda: list(struct.iter_unpack('b0i', b'')))
show(struct.iter_unpack, '', b'')
show(lambda: list(struct.iter_unpack('<bh', bytes(7))))
s = struct.Struct('>h')
s.__init__('>hh')
print(s.format, s.size, s.pack(1, 2))
show(s.__init__, '$')
print(s.format, s)
show(struct.Struct)
show(struct.Struct.__new__(struct.Struct).pack, 1)
