"""repr of bytes and bytearrays: quotes and escapes; str and format."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


for data in (b'', b'abc', b"'", b'"', b"'\"", b'"\'"', b'\\', b'\t\n\r', bytes([0, 7, 27, 127, 128, 255]), b'a' * 3):
    print(repr(data), repr(bytearray(data)), str(data), f'{data}', f'{data!r:>12}')
show(format, b'x', '5')
show(format, bytearray(b'x'), '')


class Sub(bytes):
    pass


class Array(bytearray):
    pass


print(repr(Sub(b'x')), repr(Array(b'x')), Sub(b'x') + b'y', type(Sub(b'x') + b'y'), type(Array(b'x') + b'y'), type(Array(b'x') * 2), type(Sub(b'x')[:]), type(Sub(b'x').upper()), type(Array(b'x').upper()))
