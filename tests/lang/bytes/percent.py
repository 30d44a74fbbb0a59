# The % operator of bytes and bytearray.

def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


show(lambda: b'%c' % 300)
show(lambda: b'%c' % b'ab')
show(lambda: b'%c' % bytearray(b'ab'))
show(lambda: b'%c' % 'a')
show(lambda: b'%c' % 1.5)
show(lambda: b'%c' % -1)
show(lambda: b'%c%c' % (65, b'b'))
show(lambda: b'%s' % 'a')
show(lambda: b'%b' % 3)
show(lambda: b'%f' % 'a')
show(lambda: b'%d' % 'a')
show(lambda: b'%x' % 1.5)
show(lambda: b'%q' % 1)
show(lambda: b'%(a)s' % {b'a': b'x'})
show(lambda: b'%(a)s' % {'a': b'x'})
show(lambda: b'%(a)s' % 3)
show(lambda: b'%s' % memoryview(b'abc'))
show(lambda: b'%5.2s|' % bytearray(b'abc'))
show(lambda: b'%r %a' % ('é', 'é'))
show(lambda: b'%s %s' % (b'a',))
show(lambda: b'%s' % (b'a',b'b'))
show(lambda: bytearray(b'%s') % b'x')
show(lambda: b'%*d|%-5d|%+d|%05d|%#x|%.3e' % (5, 3, 4, 5, 6, 255, 1.5))
class B:
    def __bytes__(self): return b'BB'
show(lambda: b'%s' % B())
class C(bytes): pass
show(lambda: type(C(b'%s') % b'x'))
show(lambda: b'%' % ())
show(lambda: b'abc' % 3)
show(lambda: b'abc' % {})
show(lambda: b'%s' % [])
show(lambda: 3 % b'a')
show(lambda: b'%d' % True)
show(lambda: b'%i%%' % 5)
