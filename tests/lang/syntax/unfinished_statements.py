# Assignments without an end, comparisons as in old times, and texts that say nothing.
def show(source, mode="exec"):
    try:
        compile(source, "t", mode)
    except SyntaxError as e:
        print(mode, repr(source), "|", e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)
    else:
        print(mode, repr(source), "ok")

for source in ["a =+ b =", "a = b =", "a = f() =", "a = +b = 1", "a = 1 =", "a = x, +y =", "a = not b =",
               "a = lambda: 1 =", "a = b if c else d =", "a = (yield) =", "a = x, y =", "a = 'x' =", "a = [1] =",
               "a = b < c =", "x: int = +b =", "a += +b =", "+b =", "f() =", "a = await b =", "a.b = c() = d =",
               "if x: a = +b =", "a = +b = ; x", "a = +b =\nx = 1", "a, +b =", "a = b == c =", "a = None ="]:
    show(source)
for source in ["a <> b", "<>", "a < > b", "a <> ", "(a <> b", "a <> b <> c", "x = <> b", "f(<>)", "a <\n> b"]:
    show(source)
for source in ["[x for x\nin range(3)\nof x]", "[x for x in range(3) of x]", "[x for x in y z]", "f(x for x in y z)",
               "f(a for b in c d); (x $", "f(x y)", "[x for x in (y z)]", "[x y for x in z]"]:
    show(source)
for source in ["\n", "#c", "#c\n", "  ", "\n\n", "\n#c\n", "pass"]:
    show(source, "eval")
    show(source, "single")
for source in ["\\", "1\\", "1+\\", "\\\n", "f'{\\}'"]:
    show(source, "eval")
    show(source)
for prelude in ["", "class X: ", "def f(): ", "async def f(): "]:
    show(prelude + "(x): [y async for y in x]")
show("from __future__ import barry_as_FLUFL\n1<>2")
show("from __future__ import barry_as_FLUFL\n1!=2")
show("from __future__ import barry_as_FLUFL\na = 1 <> 2 <> 3\nif a != 1: pass")
exec("from __future__ import barry_as_FLUFL\nprint(1 <> 2, 1 <> 1, '<>', f'{1 <> 2}')")
show(b"\xef\xbb\xbf#coding: utf8\n")
show(b"\xef\xbb\xbf#coding: latin-1\n")
show(b"\xef\xbb\xbf#coding: utf-8-sig\n")
x, n = "X", 10000
print(eval("f'" + "{x} " * n + "'") == "X " * n)
