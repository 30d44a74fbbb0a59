# BufferedReader, BufferedWriter, BufferedRandom and BufferedRWPair over streams in memory.
import io


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


r=io.BufferedReader(io.BytesIO(b'abc\ndef\nghi'))
show(lambda: (r.peek(2), r.read(2), r.readline(), r.tell(), r.read1(2), r.readlines(), r.read(), r.seek(0), r.readinto(bytearray(2)), r.seekable()))
show(lambda: r.write(b''))
show(lambda: r.truncate())
show(lambda: r.name)
show(lambda: r.fileno())
w=io.BufferedWriter(io.BytesIO(), 4)
show(lambda: (w.write(b'ab'), w.raw.getvalue(), w.write(b'cde'), w.raw.getvalue(), w.flush(), w.raw.getvalue(), w.tell()))
show(lambda: w.read())
show(lambda: w.write('a'))
show(lambda: io.BufferedWriter(io.BytesIO(),0))
show(lambda: io.BufferedReader(3))
w.detach()
show(lambda: w.write(b'a'))
x=io.BufferedRandom(io.BytesIO(b'0123456789'))
show(lambda: (x.read(3), x.write(b'AB'), x.tell(), x.read(2), x.seek(0), x.read(), x.seek(-2,1), x.write(b'zz'), x.flush(), x.raw.getvalue()))
p=io.BufferedRWPair(io.BytesIO(b'abc'), io.BytesIO())
show(lambda: (p.read(2), p.write(b'x'), p.readable(), p.writable(), p.closed, p.isatty()))
p.close()
show(lambda: p.closed)
