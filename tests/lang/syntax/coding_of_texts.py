"""What a coding cookie means in bytes, in texts and beside a byte order mark."""
sources = [
    b'# coding: ascii\nx = "\xe9"\n',
    b"# coding: klingon\nx = 1\n",
    b'# coding: cp1251\nprint(ascii("\xe9"))',
    b"\xef\xbb\xbf# coding: cp1251\nx = 1",
    b"\xef\xbb\xbf# coding: utf-8\nprint(1)",
    b"# coding: rot13\nk = 1\n",
    b"# coding: hex\nk = 1\n",
    b'# coding: utf-8-sig\nprint("x")',
    b'# coding: utf-7\nprint(ascii("+AOk-"))',
    b"# coding: utf-16\nx = 1",
    b'# coding: koi8-r\nprint(ascii("\xc1\xc2"))\nx = = 1\n',
    b"\n\n# coding: klingon\nprint(2)",
    b"x = 3\n# coding: klingon\nprint(x)",
    b'x = "\xff"',
    b'# coding: utf-8\nx = "\xc3\xa9 \xff"',
    b'# coding: cp1252\nx = "\x81"',
    b'#!/usr/bin/python\n# coding: idna\nprint("a")',
    b'# coding: Latin_1\nprint(ascii("\xe9"))',
    b'# coding: iso8859-15\nprint(ascii("\xa4"))',
    "# coding: latin-1\nprint(ascii('\xe9'))",
    "\ufeffprint(1)",
    b"a\0b",
    "a\0b",
    "x = '\ud800'",
]
for source in sources:
    print(ascii(source))
    try:
        exec(compile(source, "f.py", "exec"))
    except SyntaxError as e:
        print(" ", type(e).__name__, ascii(e.args), e.filename, e.lineno, e.offset, e.end_lineno, e.end_offset)
    except Exception as e:
        print(" ", type(e).__name__, ascii(e))
import ast

print(ast.dump(ast.parse(b'# coding: cp1251\n"\xe9"')).isascii(), ast.parse(b'# coding: cp1251\n"\xe9"').body[0].value.value == "\u0439")
print(eval(b"# coding: cp1251\n'\xe9'") == "\u0439")
