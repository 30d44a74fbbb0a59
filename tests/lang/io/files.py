import os
import tempfile

path = os.path.join(tempfile.mkdtemp(), "file.txt")
with open(path, "w") as f:
    print(f.write("one\ntwo\nthree é\n"), f.name == path, f.mode)
with open(path, encoding="utf-8") as f:
    print(f.readline(), f.readlines(), f.closed)
print(f.closed, [line.strip() for line in open(path)], os.path.exists(path), os.path.getsize(path))
with open(path, "ab") as f:
    f.write(b"bytes\n")
with open(path, "rb") as f:
    print(f.read(3), f.seek(-6, 2), f.read())
os.remove(path)
for call in (lambda: open(path + ".missing"), lambda: open(path, "q"), lambda: f.read()):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, str(error).split(": '")[0])
