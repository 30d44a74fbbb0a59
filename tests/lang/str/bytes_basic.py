b = b"hello\x00\xff"
print(b, len(b), b[0], b[-1], b[1:3], list(b[:3]), b.hex(), bytes([65, 66]), bytes(3), b"a" + b"b", b"ab" * 2, b"ell" in b, 104 in b, b.find(b"l"), b.upper())
print(bytes.fromhex("00ff 10"), b.decode("latin-1"), "é".encode(), b"\xc3\xa9".decode(), b"a,b".split(b","), b"-".join([b"x", b"y"]), b"abc" < b"abd", repr(b'it\'s'), hash(b"a") == hash(b"a"))
for f in (lambda: bytes([256]), lambda: b"a" + "b", lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: bytes("x")):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
