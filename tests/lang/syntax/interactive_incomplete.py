# What is typed at a prompt is incomplete where CPython says so: a compound statement wants another line.
import codeop

INCOMPLETE = [
    "for i in range(3): print(i)",
    "if 1:\n  x",
    "if 1:\n  x\n",
    "if 1:\n  x\nelse:\n  y",
    "if 1:\n  if 2: x",
    "def f(): pass",
    "class A: pass",
    "try: x\nexcept: y",
    "try:\n  x",
    "if 1: pass #c",
    "if 1:\n  pass\n  ",
    "(1,\n",
    "'''a",
    "if 1:",
    "x = \\\n",
    "with a: pass",
    "match x:\n case 1: pass",
    "class C:\n  def f(self): pass",
]
COMPLETE = [
    "for i in range(3): print(i)\n",
    "if 1:\n  x\n\n",
    "if 1: pass\n#c",
    "x = 1",
    "x = 1; y = 2",
    "@d\ndef f(): pass\n",
    "if 1:\n  pass\n\t\n",
]
WRONG = ["a b", "x)", "if 1: x\ny", "x\ny", "def x(:\n", "a?"]

for source in INCOMPLETE + COMPLETE + WRONG:
    try:
        made = codeop.compile_command(source)
        print(repr(source), made if made is None else type(made).__name__)
    except SyntaxError as e:
        print(repr(source), e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)

ALLOW_INCOMPLETE, DONT_IMPLY_DEDENT = 0x4000, 0x200
for source in ["for i in x: y", "if 1:\n  x", "if 1:\n  x\n", "if 1: x\ny"]:
    for flags in (0, DONT_IMPLY_DEDENT, DONT_IMPLY_DEDENT | ALLOW_INCOMPLETE):
        if source.endswith("y") and "\ny" in source and flags & ALLOW_INCOMPLETE:
            continue
        try:
            compile(source, "typed", "single", flags)
            print(repr(source), hex(flags), "compiles")
        except SyntaxError as e:
            print(repr(source), hex(flags), type(e).__name__, e.args)
