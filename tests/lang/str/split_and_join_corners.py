"""split, rsplit, partition, join and splitlines at the edges."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


for s in ('', ' ', 'a', ' a  b ', 'a,b,,c,', ',', ',,', '\ta\nb\x0bc\x1cd\x85e\u2028f', 'aXbXc', 'aaaa'):
    print(ascii(s), s.split(), s.rsplit(None, 1), s.split(None, 0), s.split(','), s.split(',', 1), s.rsplit(',', 1), s.split('a'), s.split('aa'), s.rsplit('aa', 1), s.partition(','), s.rpartition(','), ascii(s.splitlines()), ascii(s.splitlines(True)))
for f in (lambda: 'a'.split(''), lambda: 'a'.partition(''), lambda: 'a'.split(5), lambda: 'a'.split(b'a'), lambda: 'a'.split(None, 'x'), lambda: ','.join([1]), lambda: ','.join(['a', b'b']), lambda: ','.join(5), lambda: ','.join(), lambda: ''.join('abc'), lambda: 'x'.join({'a': 1}), lambda: ''.join(x for x in 'ab'), lambda: '-'.join(('a',)), lambda: '-'.join([]), lambda: 'a'.splitlines(2), lambda: 'a'.splitlines(keepends='x'), lambda: 'a'.split(sep='b', maxsplit=3), lambda: 'a'.rsplit(x=1)):
    show(f)


class S(str):
    pass


print(type(S('a').join(['b'])).__name__, type(S(',').join([S('x')])).__name__, [type(x).__name__ for x in S('a b').split()], type(S('a').partition('b')[0]).__name__, type(''.join([S('q')])).__name__)
print('a\r\nb\rc\n'.splitlines(), 'a\n\nb'.splitlines(), '\n'.splitlines(), 'abc'.splitlines(True))
