"""SyntaxErrors of the mistakes that people make: message, line, columns."""
SOURCES = """
x = pass if 1 else 1|x = 1 if 1 else pass|def f:|class A[]: ...|3 + not 3|import a as (b, c)|def foo(a,**b=3): pass
lambda a,d=,c: 0|f(**k={1:2})|f((x)=2)|lambda x, (y, z): 0|f(x, *)|yield = 1|a, b += 1, 2|[x for x if y]|x = "a" b "c"
[z=3]|(*x)|x: *b|print foo|if 1: print {1:2}|ub'x'|class C(x for x in L): pass|def f(*None): pass|f'{3!3}'|f'{,}'|f'{a!s!}'
t'{x=y}'|{a b}|[a b]|f(a b)|x = (1 2)|a = 1 = 2|f() = 1|None = 1|a + 1 = 2|for 1 in x: pass|del f()|with a as 1: pass
import a.b as c.d|from a import|from a import b,|def f(a, a): pass|def f(a=1, b): pass|def f(*): pass|f(a=1, b)|f(**a, *b)|f(1=2)
f(True=1)|x = yield = 3|lambda: (yield) = 1|a := 1|(a.b := 1)|[*a for a in b]|{**a for a in b}|{a: *b}|{*a: 1}|{a:}|f(a for b in c, d)
async x|await x|return|break|continue|x = 'abc|(|)|(]|x = [1,|f(|1a|0_7|0b2|0o9|1__0|a?b|a $ b|!a|a!b|a <> b|a ++|@|not|x if y|raise x from
try: pass|else: pass|elif x: pass|except: pass|finally: pass|if x = 3: pass|while x = 1: pass|if x|while x pass|def f() pass|class|global 1
nonlocal x|from __future__ import braces|from __future__ import nope|__debug__ = 1|a: int: str|(a, b): int|f(): int|async with a: pass
def f(): await|assert|import|from . import|del|a b c|5 5|print 'a', b|exec 'a'|x = 5 if|lambda|lambda *: 0|case 1: pass|*a|*a = 1|a = *b
""".replace("\n", "|").strip("|").split("|")
for source in SOURCES:
    try:
        compile(source, "s", "exec")
        print(source, "| fine")
    except SyntaxError as e:
        print(source, "|", type(e).__name__, "|", e.msg, "|", e.lineno, e.offset, e.end_lineno, e.end_offset)
for source in ("if a:\n pass\nelse:\n pass\nelif b:\n pass", "for x in y:\n pass\nelse:\npass", "try:\n x\nexcept* A:\npass",
               "if 1:\nx", "if 1:\n  x\n y", "  x", "x\n  y", "if 1:\n\tx\n        y", "try:\n x\nelse:\n y", "try:\n x\nexcept:\n y\nexcept A:\n z",
               "def f():\n global x\n x = 1\n global y, x", "match x:\n case a: pass\n case b: pass", "match x:\n case 1 as (a, b): pass",
               "match x:\n case f'{a}': pass", "match x:\n case {1: a, **r, 2: b}: pass", "x = '''abc\ndef", "f(\n1,\n2", "f'''{\na b}'''"):
    try:
        compile(source, "s", "exec")
        print(repr(source), "| fine")
    except SyntaxError as e:
        print(repr(source), "|", type(e).__name__, "|", e.msg, "|", e.lineno, e.offset, e.end_lineno, e.end_offset)
