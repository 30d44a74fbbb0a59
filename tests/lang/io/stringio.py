# io.StringIO.
import io


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


show(lambda: io.StringIO(3))
show(lambda: io.StringIO('a', newline=3))
show(lambda: io.StringIO('a', newline='x'))
s=io.StringIO('héllo\nwörld\r\nx\ry')
show(lambda: (s.readline(), s.tell(), s.read(3), s.readlines(), s.getvalue()))
show(lambda: s.seek(-1))
show(lambda: s.seek(0,5))
show(lambda: s.seek(1,1))
show(lambda: s.seek(1,2))
show(lambda: s.seek(0,2))
show(lambda: s.truncate(-1))
show(lambda: s.truncate(3))
show(lambda: s.getvalue())
show(lambda: s.write(3))
show(lambda: s.write('é€'))
show(lambda: s.getvalue())
show(lambda: s.newlines)
for nl in (None,'','\n','\r','\r\n'):
    s=io.StringIO('a\nb\rc\r\nd', newline=nl); show(lambda: (nl, s.getvalue(), list(s), s.newlines, s.write('x\ny'), s.getvalue()))
s=io.StringIO()
s.seek(3)
s.write('a')
show(lambda: s.getvalue())
show(lambda: s.__getstate__())
show(lambda: (s.readable(), s.writable(), s.seekable(), s.isatty(), s.line_buffering, s.encoding, s.errors))
show(lambda: s.fileno())
show(lambda: s.detach())
s.close()
show(lambda: s.read())
show(lambda: s.getvalue())
show(lambda: s.closed)
show(lambda: s.write('a'))
show(lambda: s.readable())
show(lambda: s.__enter__())
