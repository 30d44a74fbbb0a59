"""to_bytes, from_bytes, format and bases."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


for n in (0, 1, -1, 127, 128, -128, -129, 255, 256, 2**63, -2**63, 2**64 - 1, 10**30):
    row = []
    for size in (1, 2, 8, 9, 16):
        for signed in (False, True):
            try:
                data = n.to_bytes(size, 'little', signed=signed)
                row.append(data.hex() if int.from_bytes(data, 'little', signed=signed) == n else 'WRONG')
            except OverflowError as e:
                row.append('over')
    print(n, *row)
print((258).to_bytes(2), (1).to_bytes(), int.from_bytes(b'\x01\x02'), int.from_bytes([1, 2], 'little'), int.from_bytes(b''), int.from_bytes(bytearray(b'\xff'), signed=True), int.from_bytes(memoryview(b'ab')[::-1]), (0).to_bytes(0))
for f in (lambda: (1).to_bytes(-1), lambda: (1).to_bytes(0), lambda: (-1).to_bytes(1), lambda: (1).to_bytes(1, 'middle'), lambda: int.from_bytes('a'), lambda: int.from_bytes([256]), lambda: int.from_bytes(5), lambda: (1).to_bytes(1, 5), lambda: int.from_bytes(b'a', 'x')):
    show(f)
for n in (0, 5, -255, 1234567, 10**20):
    print(f'{n:d} {n:b} {n:#b} {n:o} {n:#o} {n:x} {n:#X} {n:,} {n:_} {n:_b} {n:#_x} {n:+} {n: } {n:08} {n:<8}| {n:^8}| {n:*>8} {n:=+8} {n:e} {n:.2f} {n:g} {n:%} {n:n}', bin(n), oct(n), hex(n))
print(f'{65:c}', f'{True:d}', f'{True}', f'{True:5}', f'{0x20ac:c}')
for spec in ('.2d', 's', ',b', '_c', '+c', 'q', '#,', '=x5', ',_', '5.', '.-1', '99999999999999999999'):
    show(format, 5, spec)
show(format, -1, 'c')
show(format, 0x110000, 'c')
