# Type comments: where they belong, and where they are errors; types of functions as comments have them.
import ast


def show(source, mode="exec"):
    try:
        print(ast.dump(ast.parse(source, type_comments=True, mode=mode)))
    except SyntaxError as e:
        print(repr(source), e.msg, e.lineno, e.offset, e.end_offset)


# Behind other comments, on lines of their own, in brackets.
show("def f(a):  # note: this\n    # type: (int) -> None\n    pass\n")
show("def f(a,  # first\n      # type: int\n      b):\n    pass\n")
show("def f(a\n      # type: int\n      ): pass\n")
show("for x in (y  # all\n          ):  # type: int\n    pass\n")
show("with (a as b,  # one\n      c as d):  # type: int\n    pass\n")
show("x = 1; y = 2  # type: int  # more\n")
show("async def f():  # type: () -> int\n  async for x in y:  # type: int\n    pass\n")
show("def f(a=1,  # type: int\n      *b,  # type: B\n      **c  # type: C\n      ): pass")
show("x = 1  # note  # type: int\n")
show("x = 1  # type: int")

# Where none belongs.
for source in (
    "pass  # type: int\n",
    "foo()  # type: int\n",
    "x += 1  # type: int\n",
    "x: int = 1  # type: int\n",
    "x = (1  # type: int\n)\n",
    "x = [  # type: int\n]\n",
    "while True:  # type: int\n  continue\n",
    "if x:  # type: int\n  pass\n",
    "class A:  # type: int\n  pass\n",
    "try:  # type: int\n  pass\nfinally:\n  pass\n",
    "pass  # type: ignorewhatever\n",
    "# type: int\nx = 1\n",
    "x = 1\n# type: int\n",
    "(lambda a,  # type: int\n  b: 1)\n",
    "def f(a, /,  # type: int\n      b): pass\n",
    "def f(a,  # type: int\n      # type: str\n      b): pass\n",
):
    show(source)
    ast.parse(source)

# Types of functions.
for source in (
    "() -> int",
    "(int) -> List[str]",
    "(int, *str, **Any) -> float",
    "(*int) -> None",
    "(**int) -> None",
    "(*int, **str) -> None",
    "\n(a,\n b) -> (c, d)\n\n",
    "(a, (b)) -> c  # note",
    "(int,) -> x",
    "() -> *x",
    "() -> int x",
):
    show(source, "func_type")
for source in ("(int, *str, *Any) -> float", "(int, **str, Any) -> float", "(a=1) -> b", "(x := 1) -> y", "(int)"):
    try:
        ast.parse(source, mode="func_type")
    except SyntaxError as e:
        print(e.msg)
tree = ast.parse("(a, é) -> x.y", mode="func_type")
for node in ast.walk(tree):
    if hasattr(node, "lineno"):
        print(type(node).__name__, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
for mode, flags in (("func_type", 0), ("bad", 0), ("bad", ast.PyCF_ONLY_AST)):
    try:
        compile("() -> int", "f", mode, flags)
    except ValueError as e:
        print(e)
try:
    compile("", "f", 1)
except TypeError as e:
    print(e)
