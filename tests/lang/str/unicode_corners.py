"""Case, digits, normal forms and lengths beyond the basic plane."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import unicodedata

for s in ('\u00df', '\ufb01', '\u0130', '\u0131', '\u03a3', '\u03b1\u03a3', '\u1e9e', '\u01c5', '\U00010400', '\u0345', '\u00b5', 'I\u0307', '\u1fb3', '\u0149'):
    print(ascii(s), ascii(s.upper()), ascii(s.lower()), ascii(s.title()), ascii(s.capitalize()), ascii(s.casefold()), ascii(s.swapcase()), s.isupper(), s.islower(), s.istitle())
for s in ('\u00b2', '\u0663', '\u2167', '\u4e00', '\u00bd', '\U0001d7d8', '\u0e53', '\u1369', '1\u0663'):
    print(ascii(s), s.isdigit(), s.isdecimal(), s.isnumeric(), s.isalnum(), s.isidentifier(), end=' ')
    show(int, s)
for s in ('\u0301', '\u200d', '\u00a0', '\u2028', '\x1c', '\x85', '\u180e', '\u3000', '\ufeff'):
    print(ascii(s), s.isspace(), s.isprintable(), len(('a' + s + 'b').split()), len(('a' + s + 'b').splitlines()), ascii(s.strip()))
e1, e2 = '\u00e9', 'e\u0301'
print(e1 == e2, unicodedata.normalize('NFC', e2) == e1, len(e1), len(e2), e1 in e2, [ascii(c) for c in reversed(e2)])

wide = 'a\U0001f600b'
print(len(wide), ascii(wide[1]), ascii(wide[::-1]), wide.find('b'), wide.encode('utf-16-le').hex(), ascii(wide.center(9, '\u20ac')), ascii('\U0001f600' * 2), wide < 'a\uffff', '\uffff' < '\U00010000')
print(ascii('\ud83d' + '\ude00'), len('\ud83d' + '\ude00'), '\ud83d\ude00' == '\U0001f600')
show('\ud800'.encode)
show('\ud800'.encode, 'utf-8', 'surrogatepass')
show('a\ud800'.encode, 'ascii', 'backslashreplace')
show(b'\xed\xa0\x80'.decode)
á = 1
ﬁ = 2
print(sorted(k for k in dict(globals()) if k in ('\u00e1', 'fi')))
