# tell and seek of text streams: with line ends that may be half of one, and with decoders that have a state.
import io


def positions(data, step=1, **options):
    stream = io.TextIOWrapper(io.BytesIO(data), **options)
    stream._CHUNK_SIZE = 7
    whole = io.TextIOWrapper(io.BytesIO(data), **options).read()
    told = []
    for n in range(len(whole) + 1):
        stream.seek(0)
        stream.read(n)
        at = stream.tell()
        told.append(at)
        stream.read(step)
        assert stream.seek(at) == at
        assert stream.tell() == at
        rest = stream.read()
        if rest != whole[n:]:
            print("WRONG", n, at, rest, whole[n:])
    print(options, [at if at < 1 << 64 else hex(at) for at in told])


for end in (b"\n", b"\r", b"\r\n"):
    data = b"one%stwo%s%sthree%s" % (end, end, end, end)
    positions(data, encoding="utf-8")
    positions(data, encoding="utf-8", newline="")
    positions(data, encoding="latin-1", newline="\r")
positions("aäb€c𝄞d\r\ne\r".encode(), encoding="utf-8")
positions("aäb€c𝄞d\r\ne".encode("utf-16"), encoding="utf-16")
positions("aäb€c𝄞d\r\ne".encode("utf-16-le"), 3, encoding="utf-16-le", newline="")
positions("aäb€c𝄞d\r\ne".encode("utf-8-sig"), encoding="utf-8-sig")
positions(b"a+AOQ-b+IKw-c", encoding="utf-7")

lines = io.TextIOWrapper(io.BytesIO(b"a\rbb\rccc\r" * 5), encoding="utf-8")
lines._CHUNK_SIZE = 4
while True:
    at = lines.tell()
    line = lines.readline()
    lines.seek(at)
    assert lines.readline() == line
    print((at if at < 1 << 64 else hex(at), line), end=" ")
    if not line:
        break
print()
for cookie in (-1, 1 << 170, 5 | 1 << 128):
    try:
        print(lines.seek(cookie))
    except Exception as e:
        print(type(e).__name__, e)

detached = io.TextIOWrapper(io.BytesIO(), "ascii", "replace")
detached.detach()
print(detached.errors, detached.encoding)
for size in (0, -1, 1 << 70):
    try:
        lines._CHUNK_SIZE = size
    except ValueError as e:
        print(e)
