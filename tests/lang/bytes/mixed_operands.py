# bytes with bytearray and memoryview, and what the constructors take and refuse.

def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


show(lambda: b'a'.join([b'a', memoryview(b'b'), bytearray(b'c')]))
show(lambda: b'a' + memoryview(b'b'))
show(lambda: bytearray(b'a') + memoryview(b'b'))
show(lambda: b'a' < memoryview(b'b'))
show(lambda: bytearray(b'a') < memoryview(b'b'))
show(lambda: b'a' == memoryview(b'a'))
show(lambda: b'a' < bytearray(b'b'))
show(lambda: b'abc'.find(memoryview(b'b')))
show(lambda: bytes(memoryview(b'abc')))
show(lambda: bytes([1,2,300]))
show(lambda: bytes('abc'))
show(lambda: bytes(-1))
show(lambda: bytes(10**30))
show(lambda: bytes([1, 'a']))
show(lambda: bytes(1.5))
show(lambda: bytes({1:2}))
show(lambda: bytes(object()))
show(lambda: bytearray(object()))
show(lambda: bytes([-1]))
show(lambda: bytearray([256]))
show(lambda: bytearray(b'abc').extend('abc'))
show(lambda: bytearray(b'abc').extend(3))
show(lambda: bytearray(b'abc').extend([300]))
show(lambda: bytearray(b'abc').__setitem__(slice(0,1), 'abc'))
show(lambda: bytearray(b'abc').__setitem__(slice(0,1), 3))
show(lambda: bytearray(b'abc').resize(5))
def f():
    b = bytearray(b'abc'); b.resize(5); return b
show(f)
def f():
    b = bytearray(b'abc'); m = memoryview(b); b.append(3)
show(f)
def f():
    b = bytearray(b'abc'); m = memoryview(b); b[0:2] = b'xy'; b[0]=1; m.release(); b.append(3); return b
show(f)
show(lambda: bytearray(b'abc').__alloc__() >= 0)
show(lambda: (b'abc'.hex('-', 2), b'abcde'.hex('-', -2), bytearray(b'abc').hex()))
show(lambda: bytes.fromhex('61 62'))
show(lambda: bytes.fromhex(b'61 62'))
show(lambda: bytearray.fromhex('6'))
show(lambda: bytearray(b'abc').pop(5))
show(lambda: bytearray(b'a').copy())
