# Lines that `readline` gives without a newline end all the same.
import io
import tokenize


def show(lines, how=tokenize.generate_tokens):
    lines = iter(lines)
    try:
        for t in how(lambda: next(lines)):
            print(tokenize.tok_name[t.type], repr(t.string), t.start, t.end, repr(t.line))
    except (tokenize.TokenError, SyntaxError) as e:
        print(type(e).__name__, e.args[0])
    print()


show(["(a,", "  b)"])
show(["x = 1", "y = 2  # comment", "# another", ""])
show(["if a:", "  y = 2", "z\n"])
show(["if a:\r\n", "  y = 2\r\n", "z"])
show(["'''a", "  b'''"])
show(["a \\", "  b"])
show(["f'{x", "}'"])
show(["'a", "b'"])
show(["if a:", "    b"])
show(["# only a comment"])
show(["   "])
show([""])
show([b"(caf\xc3\xa9,", b"  b)"], tokenize.tokenize)
show(io.StringIO("def f():\n    return 1"))
