# A type comment behind a bare star belongs to nothing.
import ast

for text in [
    "def f(\n    *, # type: int\n    a, # type: int\n):\n    pass\n",
    "def f(x, *, # type: int\n  a):\n    pass\n",
    "def f(\n    *,\n # type: int\n    a, # type: int\n):\n    pass\n",
    "def f(x=2, *, a, # type: int\n  b):\n    pass\n",
    "g = (lambda *, # type: int\n    a: 1)",
    "def f(*a, # type: int\n b): pass",
]:
    try:
        print(ast.unparse(ast.parse(text, type_comments=True)))
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)

# What is wrong before strings nest too deeply is found first.
for n in 100, 160:
    for text in 'f"{1 1:' + '{f"1:' * n, 'f"{a:' + '{f"1:' * n, 'f"{1 1:x' + '{f"1:' * n + '"}"':
        try:
            compile(text, "s", "exec")
        except SyntaxError as e:
            print(n, e.msg, e.offset, e.end_offset)
