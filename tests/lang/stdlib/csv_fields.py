# Fields of all kinds, their limit; dicts of pairs.
import csv, io
text = 'a,"b ""q"" c",d\r\n\u00e9\u00e8,\u2603x,"new\nline"\r\n,,"",x y\n"a"b,c\\,d,\n' * 3
print(list(csv.reader(io.StringIO(text, newline=''))))
print(list(csv.reader(io.StringIO(text, newline=''), delimiter='\u2603', escapechar='\\', quotechar='\u00e9')))
print(list(csv.reader(['a\\,b|c', "x'y, z'|'p|q'"], delimiter='|', escapechar='\\', quotechar="'")))
csv.field_size_limit(5)
try: print(list(csv.reader(['abcde,12345', 'abcdef,1'])))
except csv.Error as e: print(e)
print(dict(zip('abc', range(5))), dict(zip([1, 2], [3], strict=False)), dict([(1, 2), [3, 4], 'ab']))
for bad in ([(1, 2), (3,)], [1], [(1, 2, 3)], zip([1], [2], [3]), zip([[]], [1])):
    try: print(dict(bad))
    except Exception as e: print(type(e).__name__, e, getattr(e, '__notes__', None))
csv.field_size_limit(7)
for line in ('\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9,a', 'x' + '\u2603' * 6, 'x' * 7 + ',1', '"' + '\u2603' * 7 + '"', 'abcdef\u2603,b', 'abcde\u2603\u2603\u2603'):
    try: print(list(csv.reader([line])))
    except csv.Error as e: print(e)
