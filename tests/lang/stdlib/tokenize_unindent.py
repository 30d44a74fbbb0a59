# A line that returns to no level of indentation: the error has no end, and the text no newline.
import io
import tokenize

for source in "def f(x):\n    x += 2\n  x += 5\n", "if a:\n        b\n    c":
    try:
        list(tokenize.generate_tokens(io.StringIO(source).readline))
    except IndentationError as e:
        print(repr(e), e.lineno, e.offset, e.end_lineno, e.end_offset, repr(e.text))
    try:
        compile(source, "<string>", "exec")
    except IndentationError as e:
        print(repr(e), e.lineno, e.offset, e.end_lineno, e.end_offset, repr(e.text))
