# The base classes of streams, as written in Python they inherit.
import _io


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


class R(_io._RawIOBase): pass
r=R()
show(lambda: r.readinto(b''))
show(lambda: r.write(b''))
show(lambda: r.read())
show(lambda: r.read(3))
show(lambda: r.readall())
show(lambda: r.seek(0))
show(lambda: r.tell())
show(lambda: r.truncate())
show(lambda: r.fileno())
show(lambda: r._checkReadable())
show(lambda: r._checkWritable())
show(lambda: r._checkSeekable())
show(lambda: r.isatty())
show(lambda: r.readline())
show(lambda: r.__dict__)
r.close()
show(lambda: r.__dict__)
show(lambda: r.flush())
show(lambda: r.readline())
show(lambda: iter(r))
show(lambda: r.writelines([b'a']))
show(lambda: r.__enter__())
show(lambda: r.isatty())
class B(_io._BufferedIOBase): pass
b=B()
for n in ('read','read1','write','detach'): show(lambda: getattr(b,n)(*([b''] if n=='write' else [])))
show(lambda: b.readinto(bytearray(3)))
class T(_io._TextIOBase): pass
b=T()
for n in ('read','readline','write','detach'): show(lambda: getattr(b,n)(*(['']if n=='write' else [])))
show(lambda: (b.encoding,b.errors,b.newlines))
show(lambda: _io._IOBase(3))
show(lambda: _io._RawIOBase().closed)
class R2(_io._RawIOBase):
    def readinto(self, b): b[:2]=b'ab'; return 2
show(lambda: R2().read(3))
class R3(_io._IOBase):
    def read(self, n): return 'x'
show(lambda: R3().readline())
class R4(_io._IOBase):
    d=b'ab\ncd\nef'
    def read(self, n):
        x=self.d[:n]; self.d=self.d[n:]; return x
show(lambda: R4().readline())
show(lambda: R4().readline(1))
show(lambda: R4().readlines())
show(lambda: R4().readlines(3))
show(lambda: list(R4()))
