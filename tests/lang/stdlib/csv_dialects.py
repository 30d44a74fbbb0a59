# csv: dialects, quoting, escapes, and what the reader and the writer refuse.
import csv
import io


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


def read(lines, **options):
    return list(csv.reader(lines, **options))


def write(rows, **options):
    f = io.StringIO()
    w = csv.writer(f, **options)
    for row in rows:
        w.writerow(row)
    return f.getvalue()


for options in (
    {'delimiter': 'ab'}, {'delimiter': 3}, {'quotechar': ''}, {'delimiter': '\n'}, {'foo': 1}, {'quoting': 9},
    {'quotechar': None, 'quoting': 1}, {'lineterminator': 3}, {'delimiter': '"'}, {'escapechar': 'ab'}, {'dialect': 'foo'},
    {'delimiter': None}, {'escapechar': '\r'}, {'quoting': 'a'}, {'quotechar': '\xe9', 'delimiter': '\xe9'},
    {'escapechar': '"'}, {'lineterminator': None},
):
    show(lambda: csv.reader([], **options))
show(lambda: csv.reader(3))
for lines, options in (
    (['a,b,"c,d"', '"e""f",g', '', 'h'], {}), (['"a\n', 'b",c'], {}), (['a"b,c'], {}), (['"a"b,c'], {}),
    (['"a"b,c'], {'strict': True}), (['"a'], {'strict': True}), (['"a'], {}), (['a\nb'], {}), (['a\rb'], {}),
    (['a\\,b'], {'escapechar': '\\'}), (['a\\'], {'escapechar': '\\'}), (['a\\'], {'escapechar': '\\', 'strict': True}),
    ([3], {}), ([b'a'], {}), (['1,"2",a'], {'quoting': csv.QUOTE_NONNUMERIC}), (['1,"2"'], {'quoting': csv.QUOTE_NONNUMERIC}),
    (['1,"2"'], {'quoting': csv.QUOTE_NONE}), (['a, b'], {'skipinitialspace': True}), (['a,,""'], {'quoting': csv.QUOTE_NOTNULL}),
    (['2.5,,"",1'], {'quoting': csv.QUOTE_STRINGS}), (['a\tb'], {'dialect': 'excel-tab'}), (["a'b','c'"], {'quotechar': "'"}),
    (['a\0b'], {}), (['x' * 200000], {}), (['a,b\r\n', 'c\n', '\n', 'd\r'], {}), (['"a\\"b"'], {'escapechar': '\\'}),
    (['a\\\nb'], {'escapechar': '\\'}), (['a ,b'], {'delimiter': ' '}), (['\xe9\u20aca', '"\xe9"\u20ac'], {'delimiter': '\u20ac'}),
):
    show(lambda: read(lines, **options))
for rows, options in (
    ([[1, 2.5, 'a,b', 'c"d', None, 'e\nf', True]], {}), ([[]], {}), ([['']], {}), ([[None]], {}), ([3], {}), (['abc'], {}),
    ([['a', 1, 'b c']], {'quoting': 1}), ([['a', 1, 2.5, None]], {'quoting': 2}), ([['a,b']], {'quoting': 3}),
    ([['a,b']], {'quoting': 3, 'escapechar': '\\'}), ([['a"b']], {'doublequote': False}),
    ([['a"b']], {'doublequote': False, 'escapechar': '\\'}), ([['a', 1, None, '']], {'quoting': 4}),
    ([['a', 1, None, '']], {'quoting': 5}), ([['a'], ['b']], {'lineterminator': '\n'}), ([['a\\b']], {'escapechar': '\\'}),
    ([[' a', 'b ']], {'delimiter': ' '}), ([['']], {'quoting': 3}), ([[None]], {'quoting': 4}), ([['a\rb']], {}),
    ([[' ']], {'delimiter': ' ', 'skipinitialspace': True}), ([['', 'a']], {'delimiter': ' ', 'skipinitialspace': True}),
    ([[1.0, 1e300, -0.0, 10**20, 1j]], {}), ([['"']], {'quotechar': None, 'quoting': 3}), ([['\xe9', '\u20ac']], {}),
):
    show(lambda: write(rows, **options))
show(lambda: csv.writer(3))
show(lambda: csv.writer(io.StringIO()).writerow(['a']))
show(lambda: csv.writer(io.StringIO()).writerows([['a'], ['b']]))
show(lambda: csv.writer(io.StringIO()).writerows(3))
r = csv.reader(['a,b', '"c\n', 'd"'])
show(lambda: (next(r), r.line_num, next(r), r.line_num))
d = r.dialect
show(lambda: (d.delimiter, d.quotechar, d.escapechar, d.doublequote, d.skipinitialspace, d.lineterminator, d.quoting, d.strict))
csv.register_dialect('my', delimiter='|')
show(csv.list_dialects)
show(lambda: read(['a|b'], dialect='my'))
show(lambda: csv.get_dialect('my').delimiter)
csv.unregister_dialect('my')
show(lambda: csv.get_dialect('my'))
show(lambda: csv.register_dialect(3))
show(csv.field_size_limit)
show(lambda: csv.field_size_limit('a'))


class Semicolons(csv.excel):
    delimiter = ';'


show(lambda: read(['a;b'], dialect=Semicolons))
show(lambda: read(['a;b'], dialect=Semicolons()))
show(lambda: csv.Sniffer().sniff('a;b\nc;d').delimiter)
show(lambda: list(csv.DictReader(['a,b', '1,2', '3'])))
f = io.StringIO()
w = csv.DictWriter(f, ['a', 'b'])
w.writeheader()
w.writerow({'a': 1, 'b': 2})
show(f.getvalue)
show(lambda: w.writerow({'c': 1}))
