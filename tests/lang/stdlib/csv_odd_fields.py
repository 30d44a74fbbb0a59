"""Fields of classes derived from str, escaped line ends, delimiters beyond ASCII."""
import csv
import enum
import io


class E(str, enum.Enum):
    A = 'a'
    LONG = 'x,y'


class Loud(str):
    def __str__(self):
        return 'LOUD'


class Number(int):
    def __str__(self):
        return 'number'


def written(row, **options):
    f = io.StringIO()
    csv.writer(f, **options).writerow(row)
    return f.getvalue()


print(ascii(written([E.A, E.LONG, Loud('quiet'), Number(3), None, 1.5, b'b'])))
f = io.StringIO()
w = csv.DictWriter(f, fieldnames=[E.A, Loud('q')])
w.writeheader()
w.writerow({'a': 1, 'q': E.LONG})
print(ascii(f.getvalue()))
print(list(csv.reader(['a|\n', 'b', 'c', 'd\n', 'e'], escapechar='|')))
print(list(csv.reader(['a|\n', '|x', ',c|\r', 'd'], escapechar='|')))
try:
    print(list(csv.reader(['a|\n', 'b'], escapechar='|', strict=True)))
except csv.Error as e:
    print('Error', e)
for delimiter in ('\xe9', '\u20ac', '\U0001f600', '\xea'):
    row = ['\xe9t\xe9', '\xea', '\u20ac5', '\U0001f601', 'plain', '', 'a\nb', '"']
    line = written(row, delimiter=delimiter, lineterminator='<end>\n')
    print(ascii(line))
    print(ascii(list(csv.reader([line], delimiter=delimiter))))
