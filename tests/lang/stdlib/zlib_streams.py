"""`zlib`, and what stands on it: checksums, streams, errors. (Compressed bytes depend on the library's version.)"""
import base64
import copy
import gzip
import io
import zipfile
import zlib

data = b"hello, hello, hello world" * 100 + bytes(range(256))
print(zlib.crc32(b"abc"), zlib.crc32(b"def", zlib.crc32(b"abc")), zlib.adler32(b"abc"), zlib.adler32(data, 5))
print(zlib.crc32(b""), zlib.adler32(b""), zlib.crc32(b"x", -1), zlib.crc32(b"x", 2**70 + 3))
stored = base64.b64decode("eJzLSM3JyVfIQCLL84tyUgBofQjF")
print(zlib.decompress(stored))
for level in range(-1, 10):
    assert zlib.decompress(zlib.compress(data, level)) == data
for wbits in (9, 15, -9, -15, 25, 31):
    packed = zlib.compress(data, wbits=wbits)
    assert zlib.decompress(packed, wbits) == data, wbits
print(len(zlib.compress(data)) < 400, zlib.decompress(zlib.compress(b"")), zlib.MAX_WBITS, zlib.Z_FINISH, zlib.DEFLATED)

c = zlib.compressobj(9)
parts = [c.compress(data[i : i + 100]) for i in range(0, len(data), 100)]
parts.append(c.flush(zlib.Z_SYNC_FLUSH))
other = c.copy()
more = copy.copy(c)
parts.append(c.flush())
whole = b"".join(parts)
print(zlib.decompress(whole) == data, other.flush() == parts[-1], more.flush() == parts[-1])
d = zlib.decompressobj()
out = b""
for i in range(0, len(whole), 7):
    out += d.decompress(whole[i : i + 7])
print(out == data, d.eof, d.unused_data, d.unconsumed_tail, d.flush())
d = zlib.decompressobj()
print(d.decompress(whole + b"trailing", 50) == data[:50], d.eof, len(d.unconsumed_tail) > 8, d.unused_data)
rest = b""
while d.unconsumed_tail:
    rest += d.decompress(d.unconsumed_tail, 500)
print(data[:50] + rest + d.flush() == data, d.eof, d.unused_data)
d = zlib.decompressobj()
first = d.decompress(whole[:20])
e = d.copy()
print(first + d.decompress(whole[20:]) == first + e.decompress(whole[20:]) == data)

dictionary = b"hello, world"
c = zlib.compressobj(zdict=dictionary)
packed = c.compress(data) + c.flush()
print(zlib.decompressobj(zdict=dictionary).decompress(packed) == data)
p = zlib._ZlibDecompressor()
print(p.needs_input, p.eof, len(p.decompress(whole[:10])), p.needs_input)
print(len(p.decompress(whole[10:] + b"tail", 10)), p.needs_input, p.eof)
print(len(p.decompress(b"")), p.eof, p.unused_data, p.needs_input)


def tell(f, *args, **keywords):
    try:
        print(f(*args, **keywords))
    except Exception as e:
        print(type(e).__module__, type(e).__name__, e)


tell(p.decompress, b"")
tell(d.decompress, b"again")
d = zlib.decompressobj()
d.decompress(whole)
print(d.decompress(b"again"), d.unused_data)
tell(zlib.decompress, b"not compressed")
tell(zlib.decompress, whole[:-5])
tell(zlib.decompress, b"")
tell(zlib.decompress, whole[:-1] + b"\x00")
tell(zlib.decompress, packed)
tell(zlib.compress, data, 10)
tell(zlib.compress, "text")
tell(zlib.crc32, "text")
tell(zlib.compress)
tell(zlib.compressobj, 10)
tell(zlib.decompressobj, 99)
tell(zlib.decompressobj().decompress, b"x", -1)
tell(zlib.decompressobj().flush, 0)
tell(zlib.decompressobj().decompress, b"bad data here")
tell(zlib.decompressobj(zdict=b"wrong").decompress, packed)
tell(c.flush)
tell(c.compress, b"x")
tell(zlib.decompress, whole, bufsize=0)
print(zlib.error.__mro__, type(c).__name__, type(d).__name__)

print(gzip.decompress(gzip.compress(data)) == data)
with io.BytesIO() as raw:
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as g:
        g.write(data)
        g.write(b"more")
    raw.seek(0)
    with gzip.open(raw, "rt", encoding="latin-1") as g:
        print(g.readline()[:20])
    raw.seek(0)
    with gzip.GzipFile(fileobj=raw) as g:
        g.seek(30)
        print(g.read(10), g.tell())
tell(gzip.decompress, b"not gzip")
with io.BytesIO() as raw:
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.txt", data)
        z.writestr("b/c.txt", "text")
    with zipfile.ZipFile(raw) as z:
        print(z.namelist(), z.read("a.txt") == data, z.testzip(), z.getinfo("a.txt").compress_size < len(data))
        with z.open("a.txt") as f:
            print(f.readline()[:10], f.read(5))
