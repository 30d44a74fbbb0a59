import io

f = io.StringIO()
f.write("line one\nline two\n")
print("via print", file=f)
print(f.getvalue(), f.tell())
f.seek(0)
print(f.readline(), list(f), f.read())
g = io.StringIO("a\nb\nc")
print(g.read(2), g.readlines(), [line for line in io.StringIO("x\ny")])
b = io.BytesIO(b"abc")
print(b.read(1), b.read(), b.getvalue())
