# Code that is compiled from a tree has the places that the tree says.
import ast, copy, pickle, traceback, sys

SOURCE = '''


def f(a,
      b=1):
    """doc"""
    x = [i for i in range(3)
         if i]
    if a:

        raise ValueError(
            "é", x
        )
    return g(b)


def g(v):
    return (v
            + nothing)


@staticmethod
def h(): pass


class A:
    @property

    def p(self): return 1 / 0
'''

tree = ast.parse(SOURCE)
code = compile(tree, "source.py", "exec")
plain = compile(SOURCE, "source.py", "exec")


def functions(code):
    yield code
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            yield from functions(const)


for one, other in zip(functions(code), functions(plain)):
    print(one.co_qualname, one.co_firstlineno, one.co_firstlineno == other.co_firstlineno)

names = {}
exec(code, names)
for call in (lambda: names["f"](1), lambda: names["f"](0), lambda: names["A"]().p):
    try:
        call()
    except Exception as e:
        for frame, line in list(traceback.walk_tb(e.__traceback__))[1:]:
            print(frame.f_code.co_name, line)
        print(type(e).__name__, e)

# Moved.
moved = ast.increment_lineno(ast.parse("def f():\n    return 1 / 0\n"), 100)
names = {}
exec(compile(moved, "moved.py", "exec"), names)
try:
    names["f"]()
except ZeroDivisionError as e:
    print([line for _, line in traceback.walk_tb(e.__traceback__)][1:])
    print(traceback.format_exception(e)[-2].splitlines()[0].strip())

# One statement of many, as notebooks compile them.
tree = ast.parse("a = 1\n\nb = a /\\\n  0\n")
exec(compile(ast.Module(tree.body[:1], []), "cell", "exec"), names)
try:
    exec(compile(ast.Module(tree.body[1:], []), "cell", "exec"), names)
except ZeroDivisionError as e:
    print([line for _, line in traceback.walk_tb(e.__traceback__)][1:])

# Errors that the compiler finds.
for source in ("\n\nreturn 1", "\n\n\n  \nbreak"):
    try:
        compile(ast.parse(source), "wrong.py", "exec")
    except SyntaxError as e:
        print(e.msg, e.lineno)


# Places that are none.
def changed(**places):
    tree = ast.parse("x")
    for name, value in places.items():
        setattr(tree.body[0].value, name, value)
    try:
        compile(tree, "f", "exec")
        print("fine")
    except Exception as e:
        print(repr(e))


changed(lineno=5)
changed(lineno=5, end_lineno=1)
changed(col_offset=5, end_col_offset=1)
changed(lineno=-2, end_lineno=-1)
changed(lineno=-2, end_lineno=-2)
changed(col_offset=-2, end_col_offset=-1)
changed(lineno=None)
changed(lineno="a")
changed(end_lineno=None, end_col_offset=None)
changed(end_lineno=7)
for node in (
    ast.Expr(ast.Name("x")),
    ast.Expr(ast.Name("x"), lineno=1, col_offset=0),
    ast.Import([ast.alias("a")], lineno=1, col_offset=0),
    ast.Pass(lineno=1),
):
    try:
        compile(ast.Module([node], []), "f", "exec")
    except TypeError as e:
        print(e)

# Nodes have dictionaries: they can be copied and pickled.
tree = ast.parse("x = 1 + 2")
tree.note = "kept"
for twin in (copy.deepcopy(tree), pickle.loads(pickle.dumps(tree)), copy.copy(tree)):
    print(ast.dump(twin), twin.note, twin is tree)
print(sorted(vars(tree.body[0])))
print(copy.replace(tree.body[0], type_comment="int").type_comment)
tree.__dict__ = {"body": []}
print(ast.dump(ast.AST()), tree.body, hasattr(tree, "note"))
