"""Columns of the errors that are found after parsing count bytes, those of the parser's characters."""
sources = [
    'return "\xe4"',
    'x = "\xe4"; return "\xe4\u20ac"',
    'x = "\xe4"; break',
    'x = "\xe4"; continue; y',
    'def f(\xe4, \xe4): pass',
    'def f():\n  "\xe4"; nonlocal x',
    'def f():\n  x = "\xe4"; global x',
    'class A: "\xe4"; yield 1',
    '"\xe4"; await x',
    '"\xe4"; [x async for x in y]',
    '"\xe4"; from __future__ import nothing',
    'import a; "\xe4"; from __future__ import annotations',
    '"\xe4"; *x',
    '"\xe4"; *x, *y = z',
    '"\xe4"; (*x) = 1',
    '"\xe4"; f(a=1, a=2)',
    '"\xe4"; __debug__ = 1',
    'def f(): "\xe4"; from x import *',
    'match "\xe4":\n  case \xe4 | 1: pass',
    'match "\xe4":\n  case "\xe4", (\xe4, \xe4): pass',
    'try: "\xe4"\nexcept: pass\nexcept "\xe4": pass',
    '"\xe4" = 1',
    'f("\xe4", x for x in y)',
    '"\xe4"; 1 = x',
    '"\xe4" "\u20ac" x',
    '"\xe4"; 0123',
    '"\u20ac"; x = (1, 2',
    '"\xe4"; y = \u20ac',
    "e\u0301 = 00010",
    "\u03b1 = 0_1_",
    'async def f():\n  "\xe4"; yield from x',
    'async def f():\n  yield 1; "\xe4"; return 1',
    'lambda: ("\xe4", (x := 1), [i := 2 for i in y])',
    'class A[T = "\xe4", U]: pass',
]
for source in sources:
    try:
        compile(source, "<text>", "exec")
        print(ascii(source), "compiles")
    except SyntaxError as e:
        print(ascii(source), "|", e.msg if e.msg.isascii() else ascii(e.msg), e.lineno, e.offset, e.end_lineno, e.end_offset)
