"""The codecs of East Asia: all pairs of bytes and all characters, and what happens where there is an error."""
import codecs
import hashlib
import io

SAMPLES = {
    "gb2312": "中文", "gbk": "中文鎔", "big5": "中文／", "cp950": "中文¢",
    "shift_jis": "日本ｱ¥", "cp932": "日本ｱ①", "euc_jp": "日本ｱ丂", "euc_kr": "한국갂", "cp949": "한국갂",
}


def decoded(name, data):
    try:
        return data.decode(name)
    except UnicodeDecodeError as e:
        return e.encoding, e.object, e.start, e.end, e.reason


def encoded(name, text):
    try:
        return text.encode(name)
    except UnicodeEncodeError as e:
        return e.encoding, e.object, e.start, e.end, e.reason


for name, sample in SAMPLES.items():
    data = sample.encode(name)
    print(name, data, data.decode(name) == sample)
    digest = hashlib.sha256()
    for lead in range(256):
        for trail in range(0x2F, 256):
            digest.update(ascii(decoded(name, bytes([lead, trail]))).encode())
    for cp in range(0x80, 0x10000, 3):
        digest.update(ascii(encoded(name, chr(cp))).encode())
    print(digest.hexdigest())
    for wrong in (data[:-1], b"a\xff\x80b", b"\x81", data + b"\x8e"):
        print(decoded(name, wrong), ascii([wrong.decode(name, e) for e in ("ignore", "replace", "surrogateescape")]))
    for wrong in ("a\ud800b", "\U0001f600"):
        print(ascii(encoded(name, wrong)))
        print([wrong.encode(name, e) for e in ("ignore", "replace", "xmlcharrefreplace", "backslashreplace")])
    # A byte at a time.
    decoder = codecs.getincrementaldecoder(name)()
    print([decoder.decode(bytes([b])) for b in data], decoder.getstate())
    decoder.decode(data[:1])
    print(decoder.getstate())
    try:
        print(ascii(decoder.decode(b"", True)))
    except UnicodeDecodeError as e:
        print(e)
    reader = codecs.getreader(name)(io.BytesIO(data + b"\n" + data))
    print(reader.read(1), reader.readline(), reader.readlines())
    writer = codecs.getwriter(name)(io.BytesIO())
    writer.write(sample)
    writer.writelines(["a", sample])
    print(writer.stream.getvalue() == data + b"a" + data)


# Handlers of programs.
def answer(e):
    print("  asked", e.encoding, e.start, e.end, e.reason)
    return answers.pop(0)


codecs.register_error("ask", answer)
for given in (("x", 1), ("x", -1), ("x", 99), ("x", "y"), 5, (b"x", 3), ("\ud800", 3), ("\u4e2d", 2), ("x", True)):
    for convert in (lambda: "a\ud800b".encode("gbk", "ask"), lambda: b"a\xffb".decode("gbk", "ask")):
        answers = [given, ("!", 3)]
        try:
            print(given, convert())
        except Exception as e:
            print(given, type(e).__name__, e)

encoder = codecs.getincrementalencoder("gbk")("replace")
print(encoder.errors, encoder.encode("\u4e2d\ud800"), encoder.getstate(), encoder.setstate(1 | 0x41 << 8 | 7 << 16))
print(encoder.getstate(), encoder.encode("b"), encoder.reset(), encoder.getstate())
for wrong in (lambda: encoder.setstate("x"), lambda: encoder.setstate(-1), lambda: encoder.setstate(0xFF),
              lambda: setattr(encoder, "errors", 5), lambda: codecs.getincrementalencoder("gbk")(5),
              lambda: decoder.setstate((1, 2)), lambda: decoder.setstate((b"123456789", 0)),
              lambda: reader.read("x"), lambda: writer.writelines(5), lambda: codecs.getreader("gbk")()):
    try:
        print(wrong())
    except Exception as e:
        print(type(e).__name__, e)

with open("/dev/null", encoding="shift_jis") as f:
    print(f.encoding, f.read())
text = io.TextIOWrapper(io.BytesIO("日本\n語\n".encode("euc_jp")), encoding="euc_jp")
print(text.readlines())
print(eval("'日本'".join(["# coding: shift_jis\n", ""]).encode("shift_jis")))
