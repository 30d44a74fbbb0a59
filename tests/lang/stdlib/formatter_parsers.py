import _string
def p(s):
    try:
        for x in _string.formatter_parser(s): print(x)
    except Exception as e: print(s, type(e).__name__, e)
for s in ['a{}b', '{0.x[1]!r:>{w}}c', '{{}} {a}', 'plain', '', '}', '{', 'x{a', '{a!', '{a!r', '{a!rx}', '{a!r:x}', '{a:{b}', '{a{b}}', 'é{é!é:é}ü', '{a[}]}', '{:', '{a!}']: p(s)
def n(s):
    try:
        f, r = _string.formatter_field_name_split(s); print(repr(f), list(r))
    except Exception as e: print(s, type(e).__name__, e)
for s in ['a', '0', '', 'a.b.c', '0[1][x].y', 'a[', 'a[]', 'a.', 'a[1]x', '99999999999999999999', 'a[99999999999999999999]', 'é.ü']: n(s)
