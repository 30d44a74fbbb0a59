# What is said of targets of comprehensions, of dictionaries with unpacking, of numbers next to letters, of fields of f-strings.
import warnings

SOURCES = [
    "[x for a b in y]", "[x for a b]", "f(x for a b in y)", "for a b in y: pass", "[x for a.b c in y]", "{x for a b}",
    "[x for a, b c in y]", "[x for a b c]", "[x for x y for z in w]", "[a b for x in y]", "[x for (a b) in c]", "[x for x 5]",
    "{**a, 1}", "{**a, 1: 2, 3}", "{**a, b c}", "{1: **a, 2: 3}", "{1: *a}", "{**a: 1}", "{a: **b for c in d}",
    "match x:\n case {**_}: pass", "match x:\n case {'a': 1, **_}: pass", "f'{a=}{b c'",
    "x = 1\xa02", "x = 1é", "0x1é", "1.5\xa0", "1_é", "try:\n x\nexcept* A:\n break", "class A: [(x := i) for i in y]",
    "match x:\n case f'a': pass", "def f[T, T](): pass", "type X[T, T] = 1",
]
for source in SOURCES:
    try:
        compile(source, "<source>", "exec")
        print(repr(source), "compiles")
    except SyntaxError as e:
        print(ascii(source), type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, ascii(e.text))
for source in [r"f'\{x}'", r"f'\{{x'", r"t'\{x}'", r"rf'\{x}'", r"f'\d{x}\q'", "f'''\n\\{x}'''"]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compile(source, "<source>", "exec")
    for w in caught:
        print(ascii(source), w.category.__name__, w.message, w.lineno)
