"""String and bytes literals with every prefix and escape."""
print('a' "b" '''c''' """d""", r'\n' R"\t", b'x' B"y" rb'\z' Rb'\q' bR"\w", u"u" U'v')
print("\x41\u0042\U00000043\103\N{LATIN SMALL LETTER E WITH ACUTE}\N{GREEK SMALL LETTER ALPHA}")
print("a\
b", 'tab\tbell\a'.encode(), "\\ \' \" \0".encode(), b"\0\xff\377")
print('''line one
line "two" 'three'
''' 'end')
print(len("\ud83d\ude00"), len("😀"), ascii("é😀\x7f\x80"))
print(r"\"", r'a\\', len(r"\\"), "a" 'b'.upper(), ("x"
      "y"))
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("\r\n\t\\"))
print(b"\x00a\n'", b'"', b"'\"")
for source in ("'\\x4'", "'\\u12'", "'\\U00110000'", "'\\N{no such name}'", "b'é'", "b'a' 'b'", "'abc", '"""abc', "'a\nb'",
               "ub'x'", "'\\N'", "b'\\xg'"):
    try:
        print(eval(source))
    except SyntaxError as e:
        print(source.encode(), "|", e.msg)
