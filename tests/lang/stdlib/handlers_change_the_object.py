# A handler of decoding errors may put another object in the place of what is decoded.
import codecs

BAD = [
    ("ascii", b"\xff"), ("utf-7", b"++"), ("utf-8", b"\xff"), ("utf-16", b"\xff"), ("utf-32", b"\xff"),
    ("unicode-escape", b"\\u123g"), ("raw-unicode-escape", b"\\u123g"),
]


def handler(new, text, position):
    def handle(exc):
        exc.object = new
        return text, position
    return handle


for n, new in enumerate((42, "text", b"", b"abc", None)):
    codecs.register_error(f"test.change{n}", handler(new, "<>", 0))
    for encoding, data in BAD:
        if new == b"abc" and encoding in ("utf-16", "utf-32"):
            continue
        try:
            print(encoding, n, ascii(data.decode(encoding, f"test.change{n}")))
        except Exception as e:
            print(encoding, n, type(e).__name__, e)

print(codecs.readbuffer_encode("a\xe9"), codecs.readbuffer_encode(b"ab"), codecs.readbuffer_encode(""))
