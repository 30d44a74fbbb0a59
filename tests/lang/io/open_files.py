# open(): modes, positions, and what the streams of a file are.
import time


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


p = f'/tmp/sidewinder-test-{time.time_ns()}'
with open(p,'w') as f: show(lambda: (f.write('héllo\nwörld\n'), f.tell(), f.name == p, f.mode, f.buffer.mode)); show(lambda: f.read())
with open(p) as f: show(lambda: (f.read(3), f.tell(), f.readline(), f.tell(), list(f), f.closed)); show(lambda: f.write('x'))
show(lambda: (f.closed, repr(f).replace(p, 'P')))
show(lambda: f.read())
show(lambda: f.close())
with open(p,'rb') as f: show(lambda: f.read())
with open(p,'a') as f: show(lambda: (f.tell(), f.write('x')))
with open(p,'r+') as f: show(lambda: (f.read(2), f.write('ZZ'), f.seek(0), f.read()))
with open(p,'w+b') as f: show(lambda: (f.write(b'abc'), f.seek(1), f.read(), f.truncate(2), f.seek(0), f.read()))
with open(p,'wb',0) as f: show(lambda: f.write(b'abc'))
try:
    open(p, 'x')
except FileExistsError as e:
    print(e.errno, e.filename == p)
with open(p) as f: show(f.readlines)
with open(p, 'w'): pass
