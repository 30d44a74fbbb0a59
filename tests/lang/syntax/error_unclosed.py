# Brackets and fields that are open where the source ends, and mistakes inside them.
SOURCES = [
    "f(a=1, 2", "f(**a, b", "[a, b c", "(a b", "{a: b c", "{a b", "a(b c", "a {b", "a (b c", "print (a b", "x = a{b",
    "match y:\n case e(e=v,v,", "match x:\n case A(a=1, 2", "def f(a=1, b", "class A(a=1, b", "(a b c", "f(a, b c d",
    "f'{1;'", "f'{1=}{1;'", "f'{a $'", "f'{a b'", "f'{a)'", "f'{a :b'", "f'{a=!r:^20'", 't"{1:{2:{3:{4}}}}"',
    'f"{1+2:{1+2:{1+1:{1}}}}"', "f'{+ lambda:None}'", "f'{lambda:None}'", "f(*(1:2))", "A[*(1:2)]", "del A[*(1:2)]",
    "import a.b as", "from a import b as", "áb̈c⃗d᪰ = 00010", "áb̈c⃗d᪰ = ub'a'",
    "def f():\n\n", "def f():\n\n\n", "class A:\n  def f(self):\n\n", "while x: # c\n\n", "if x:\n  pass\nelse:\n\n\n",
]
for source in SOURCES:
    try:
        compile(source, "<source>", "exec")
    except SyntaxError as e:
        print(repr(source), type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, sep=" | ")
    else:
        print(repr(source), "compiles")
