# The rest of a long text comes out whole at the end; what copies there are of objects that have not begun, or have ended.
import zlib

text = "".join(f"line {i * 7919 % 100003}\n" for i in range(20000)).encode()
packed = zlib.compress(text, 1)
for length in (1, 1000, 10**6):
    d = zlib.decompressobj()
    start = d.decompress(packed, 1)
    rest = d.flush(length)
    print(len(start), len(rest), start + rest == text, d.eof, d.unconsumed_tail)

d = zlib.decompressobj()
start = d.decompress(packed[:5000], 100)
print(text.startswith(start + d.flush()), d.eof)


def attempt(f):
    try:
        return f()
    except (ValueError, zlib.error) as e:
        return f"{type(e).__name__}: {e}"


fresh = zlib.decompressobj()
copy = fresh.copy()
print(copy.decompress(packed) == text, fresh.decompress(packed) == text)
again = fresh.copy()
print(again.eof, again.decompress(b"more"), again.unused_data)
print(fresh.flush(), attempt(fresh.copy), attempt(lambda: fresh.decompress(b"more")), fresh.flush())

c = zlib.compressobj()
fresh = c.copy()
packed = c.compress(text) + c.flush()
print(zlib.decompress(packed) == text, zlib.decompress(fresh.compress(text) + fresh.flush()) == text)
print(attempt(c.copy), attempt(lambda: c.compress(b"more")), attempt(c.flush))
