"""Constructors and attributes of OSError, SyntaxError, UnicodeError, StopIteration and others."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


for e in (OSError(), OSError(2), OSError(2, 'text'), OSError(2, 'text', 'file'), OSError(2, 'text', 'file', None, 'other'), OSError('a', 'b'), OSError(13, 'denied'), OSError(17, 'x'), OSError(1, 2, 3, 4, 5, 6), FileNotFoundError(5, 'odd'), OSError(32, 'pipe'), BlockingIOError(11, 'wait', 7)):
    print(type(e).__name__, repr(e), str(e), e.args, e.errno, e.strerror, e.filename, e.filename2)
for e in (SyntaxError(), SyntaxError('m'), SyntaxError('m', ('f', 1, 2, 'text')), SyntaxError('m', ('f', 1, 2, 'text', 3, 4)), IndentationError('i', ('f', 5, None, None))):
    print(repr(e), str(e), e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, e.print_file_and_line)
for args in (('m', ('f', 1)), ('m', 5), ('m', ('f', 1, 2, 't', 3))):
    show(SyntaxError, *args)
u = UnicodeDecodeError('utf-8', b'abc', 1, 2, 'why')
print(u, u.encoding, u.object, u.start, u.end, u.reason, u.args)
u.start, u.end = -5, 99
print(u)
v = UnicodeEncodeError('ascii', 'a\u20acb', 1, 2, 'why')
print(v, UnicodeEncodeError('ascii', 'a\u20ac\u20ac', 1, 3, 'why'), UnicodeTranslateError('\x01', 0, 1, 'why'))
show(UnicodeDecodeError, 'a')
show(UnicodeEncodeError, 1, 'b', 1, 2, 'c')
for e in (StopIteration(), StopIteration(5), StopIteration(5, 6), SystemExit(), SystemExit(3), SystemExit('a', 'b'), KeyError('k'), KeyError('a', 'b'), KeyError(), ImportError('m', name='n', path='p'), NameError('m', name='n'), AttributeError('m', name='n', obj=5), ValueError(1, 2), BaseException('b'), Exception(), AssertionError('x' * 3), ExceptionGroup('g', [ValueError(1), TypeError(2)])):
    print(repr(e), '|', str(e), '|', e.args, *(f'{n}={getattr(e, n)!r}' for n in ('value', 'code', 'name', 'path', 'obj', 'exceptions') if hasattr(e, n)))
for f in (lambda: ImportError('m', bad=1), lambda: ValueError(x=1), lambda: KeyError(k=1), lambda: StopIteration(x=1), lambda: NameError(name='n', other=1), lambda: ExceptionGroup('g', []), lambda: ExceptionGroup('g', [1]), lambda: ExceptionGroup(1, [ValueError()]), lambda: ExceptionGroup('g', [KeyboardInterrupt()]), lambda: BaseExceptionGroup('g', [ValueError()])):
    show(f)
