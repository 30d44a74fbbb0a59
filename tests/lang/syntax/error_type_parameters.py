# What may not stand in the bounds, constraints and defaults of type parameters, and other names that cannot be bound.
SOURCES = [
    "def f[T: ((x := 3), int)](): pass", "def f[T: (x := 3)](): pass", "def f[T = (x := 3)](): pass",
    "def f[*Ts = (yield)](): pass", "def f[**P = [(yield), int]](): pass", "class A[T: (int, (yield 3))]: pass",
    "type A[T: (await 1, int)] = int", "type A[*T = (x := 3)] = int", "def f[T: [x := 1 for y in z]](): pass",
    "def f[T: (yield)](): pass", "type A = (yield)", "type A = (x := 1)", "class A[T]((yield)): pass",
    "def f(a: (x := 1)): pass", "match x:\n  case Foo(a, __debug__=1, b=2):\n    pass", "[(yield) for x in y]",
    "def f():\n  (await x)", "lambda: [(yield) for x in y]",
]
for source in SOURCES:
    try:
        compile(source, "<source>", "exec")
    except SyntaxError as e:
        print(repr(source), e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, e.text, sep=" | ")
    else:
        print(repr(source), "compiles")
