# SyntaxErrors as they are printed: the line, the caret, misspelt keywords.
import sys

for source in (
    "x = (1", "x = 1)", "def f(:", "if x = 1: pass", "fr x in y: pass", "whle True: pass", 'print "hello"', "x = 'abc",
    'x = """abc', "def f():\npass", "if True:\n    x = 1\n  y = 2", "x = 1\n    y = 2", "class C\n    pass", "x = [1, 2\ny = 3",
    "f(a b)", "x = {1: 2, 3}", "f(x=1, 2)", "x = 0777", "é = 1; x = é é", "1 = x", "f() = 1", "None = 1", "del f()",
    "def f(a, a): pass", "def f(a=1, b): pass", "try:\n    pass\nx = 1", "x = $", 'f"{x"', 'f"{}"', "imprt os",
    "clas Foo:\n    pass", "def foo()\n    pass", "a, b = ", "x = not", "if x:", "assert", "d = {'a': 1 'b': 2}", "globl x",
    "for x im y: pass", "x = 1 +\n", "\tx = 1 1", "a = 1\nb = 2\nc = = 3\nd = 4", "return", "if x:\n    y\n    if z:\n",
    "from x impor y", "wiht x: pass", "pas", "tru: pass\nexcept: pass", "async df f(): pass", "x = lamda: 1", "esle: pass",
):
    try:
        compile(source, "made.py", "exec")
    except SyntaxError:
        sys.__excepthook__(*sys.exc_info())
for args in (("msg",), ("msg", ("f.py", 3, 5, "  x = 1 +\n", 3, 7)), ("msg", (None, 3, 5, "text")), ("msg", ("f", 1, 100, "text")),
             ("msg", ("f", 1, None, "text")), ("msg", ("f", 1, 3, None)), ("msg", ("f", None, 3, "text")), (),
             ("msg", ("f", 1, 2, "text", 1, 100)), ("msg", ("f", 1, 2, "text", 2, 3)), ("msg", ("f", 1, 0, "text", 1, 0)),
             (None, ("f", 1, 1, "text")), ("msg", ("f", 1, "x", "text"))):
    try:
        raise SyntaxError(*args)
    except SyntaxError:
        sys.__excepthook__(*sys.exc_info())
