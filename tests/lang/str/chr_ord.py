print(chr(65), chr(0x1F40D), ord("é"), ord("\U0010ffff"), ascii(chr(0xD800)), ord(b"a"))
for f in (lambda: chr(-1), lambda: chr(0x110000), lambda: ord(""), lambda: ord("ab"), lambda: ord(5), lambda: chr("a")):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
