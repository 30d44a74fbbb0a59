# unicodedata: names, numbers, classes, decompositions and normal forms.
import unicodedata as u


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


show(lambda: u.unidata_version)
for c in ('a', '\xe9', '\xbd', '\xb2', '7', '\u0663', '\u4e00', '\uac01', '\u0378', '\ud800', '\U000f0000', '\u2028', '\x00', '\u05d0', '('):
    show(lambda: (u.name(c, None), u.category(c), u.bidirectional(c), u.combining(c), u.mirrored(c), u.east_asian_width(c)))
    show(lambda: (u.decomposition(c), u.numeric(c, None), u.digit(c, None), u.decimal(c, None)))
for name in ('foo', 'LATIN SMALL LETTER A', 'latin small letter a', 'HANGUL SYLLABLE GA', 'CJK UNIFIED IDEOGRAPH-4E00', 'NULL', 'LF', ''):
    show(lambda: u.lookup(name))
show(lambda: u.name('\x00'))
show(lambda: u.name('ab'))
show(lambda: u.name(3))
show(lambda: u.decimal('a'))
show(lambda: u.digit('a'))
show(lambda: u.numeric('a'))
text = 'e\u0301\ufb01\u212b\uac01\ud800\u1e9b\u0323'
for form in ('NFC', 'NFD', 'NFKC', 'NFKD', 'X'):
    show(lambda: u.normalize(form, text))
    show(lambda: u.is_normalized(form, text))
show(lambda: u.normalize('NFC', 3))
# All tables, in short.
total = 0
for cp in range(0, 0x30000, 61):
    c = chr(cp)
    for part in (u.category(c), u.bidirectional(c), u.east_asian_width(c), u.decomposition(c), u.name(c, '')):
        for letter in part:
            total = (total * 31 + ord(letter)) % 1000003
    total = (total * 31 + u.combining(c) + u.mirrored(c) + u.digit(c, 77)) % 1000003
print(total)
show(lambda: 'b\xfccher.de'.encode('idna'))
show(lambda: b'xn--bcher-kva.de'.decode('idna'))
show(lambda: '\u2022\xe9'.encode('ascii', 'namereplace'))
show(lambda: b'\\N{BULLET}'.decode('unicode_escape'))
