"""A byte order mark is written at the start of a file, and only there."""

import io
import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'f')
    for encoding in ('utf-8-sig', 'utf-16', 'utf-32', 'utf-16-le', 'utf-8'):
        with open(path, 'w', encoding=encoding) as f:
            f.write('aaa')
            position = f.tell()
        with open(path, 'a', encoding=encoding) as f:
            f.write('bbb')
        with open(path, 'r+', encoding=encoding) as f:
            f.seek(position)
            f.write('zzz')
            f.seek(0)
            f.write('ccc')
        with open(path, encoding=encoding) as f:
            print(encoding, f.read(), end=' ')
        with open(path, 'r+', encoding=encoding) as f:
            f.seek(0, 2)
            f.write('x')
        with open(path, 'rb') as f:
            print(f.read().hex())
for first, second in (('ascii', 'utf-8-sig'), ('utf-8-sig', 'utf-16'), ('latin-1', 'utf-8')):
    raw = io.BytesIO()
    t = io.TextIOWrapper(raw, encoding=first)
    t.write('a')
    t.reconfigure(encoding=second)
    t.write('\xe9')
    t.flush()
    print(first, second, raw.getvalue().hex(), t.encoding)
