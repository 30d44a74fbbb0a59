# tokenize asks for a line when a token needs it, not before.
import io
import tokenize


def show(source):
    lines = source.splitlines(keepends=True)
    read = 0

    def readline():
        nonlocal read
        read += 1
        return lines[read - 1] if read <= len(lines) else ''

    print(repr(source))
    try:
        for token in tokenize.generate_tokens(readline):
            print('   ', read, tokenize.tok_name[token.type], repr(token.string), token.start, token.end)
    except (tokenize.TokenError, SyntaxError) as e:
        print('   ', read, type(e).__name__, e.args[0])


show('x = 1\ny\n')
show('# one\n\n# two\nif x:  # three\n\n    # four\n    y\n\n# five\nz\n')
show('f(a,\n\n  # inside\n  b)\nc\n')
show('s = """one\ntwo\n""" + "x"\nd\n')
show('a + \\\n  b\nc\n')
show('f"""{x\n} y\n{z:>\n3}"""\nw\n')
show('if x:\n    y\n        z\n  w\n')
show('a\n"open\nb\nc\n')
show('a\n"""open\nb\nc\n')
show('(a\nb\n')
show('a\nb\x00\nc\n')
show('"""a\nb\x00"""\nc\n')
show('x')
show('x  # c')
show('\n\n')
show('')


def fails():
    yield 'a = 1\n'
    raise KeyError('of readline')


tokens = tokenize.generate_tokens(fails().__next__)
print([t.string for t in (next(tokens), next(tokens), next(tokens), next(tokens))])
try:
    next(tokens)
except KeyError as e:
    print('KeyError', e)

print([t.string for t in tokenize.tokenize(io.BytesIO(b'# coding: latin-1\ns = "\xe9"\r\n').readline)])
