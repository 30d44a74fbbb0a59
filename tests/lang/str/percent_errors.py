"""What % formatting refuses, for text and bytes."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class Int:
    def __int__(self):
        return 65


class Index:
    def __index__(self):
        return 66


for fmt, args in (('%c', 3.5), ('%c', Int()), ('%c', Index()), ('%c', 'ab'), ('%c', ''), ('%c', -1), ('%c', 0x110000), ('%x', Int()), ('%x', Index()), ('%d', Int()), ('%d', Index()), ('%d', 'a'), ('%i', b'a'), ('%x', 3.5), ('%o', 'a'), ('%d', 3.9), ('%f', 'a'), ('%f', Index()), ('%e', None),
                  ('%z', 1), ('%', 1), ('%(a', {'a': 1}), ('%(a)d %d', {'a': 1}), ('%d', ()), ('%d', (1, 2)), ('%*d', ('a', 1)), ('%s %s', [1, 2]), ('%(x)s', 1), ('%(x)s', {}), ('%.99999999999999999999d', 1), ('%99999999999999999999d', 1), ('%s', ()), ('a', 1), ('a', {}), ('a', [1]), ('%%', (1,)), ('%5%', ()), ('%y', ())):
    show(fmt.__mod__, args)
for fmt, args in ((b'%c', 3.5), (b'%c', 'a'), (b'%c', b'ab'), (b'%c', 256), (b'%x', 3.5), (b'%d', 'a'), (b'%s', 'a'), (b'%b', 1), (b'%z', 1), (b'%', 1), (b'%(a)d', {b'a': 1}), (b'%(a)d', {'a': 1}), (b'%d', ()), (b'%d', (1, 2)), (b'%a', '\u20ac'), (b'%r', b'x')):
    show(fmt.__mod__, args)


class Bytes:
    @property
    def __bytes__(self):
        raise ZeroDivisionError('looked up')


show(b'%b'.__mod__, Bytes())
