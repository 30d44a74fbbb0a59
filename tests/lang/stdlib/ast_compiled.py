"""Code made from syntax trees: every kind of node, the trees' own positions, names that no source has, invalid trees."""
import ast
import traceback

SOURCE = '''
import os as o, sys
from os import path as p, sep
@staticmethod
@(lambda f: f)
def f(a, b=2, /, c=3, *d, e, g=5, **h):
    "doc"
    x: int = 1
    y: "str"
    (z) = 3; z += 1
    for i in range(3):
        if i == 1: continue
        elif i == 2: break
        else: pass
    else: print("never")
    while x: x -= 1
    else: print("done")
    try:
        assert x, "msg"
    except (AssertionError, ValueError) as err: print(repr(err))
    except TypeError: pass
    else: print()
    finally: print("fin")
    try: raise ExceptionGroup("g", [ValueError(1)])
    except* ValueError as eg: print(eg.exceptions)
    with open("/dev/null") as fh, open("/dev/null"): pass
    match [1, {"k": 2, "r": 3}, -1]:
        case [1, {"k": v, **rest}, -1 | 5 as neg] if v: print(v, rest, neg)
        case int(q): pass
        case None | True: pass
        case _: pass
    def gen():
        nonlocal x
        global G
        G = yield 1
        yield from (j for j in range(2))
    print(list(gen()), [k for k in range(5) if k % 2], {k: k for k in "ab"}, {*"a"})
    print(f"{x!r:>{5}} {{}} {a+b=} \\N{BULLET}", rf"\\d{x}", b"by\\xfftes", ascii("sur\\ud800\\ufffd"), 1e5, 3j, -5)
    print(10**30, 0x123456789012345678901234567890, ascii(f"{x}\\udc80\\ufffd{{"), (1, (2, "x")), ..., None)
    del z
    return a, b, c, d, e, g, h, (lambda q, *r, s=1: (q, r, s))(1, 2, s=3), x if x else -x, not x, ~5, x and 1 or 2, 1 < 2 <= 3 != 4, [*d, *"xy"], d[::2], d[1:], (w := 5)
class C[T: int = bool](metaclass=type):
    a: T
    def m[*Ts, **P](self): return super().__init__
    x = property(lambda self: 3)
type A[X] = list[X]
print(f(1, e=4, *[], **{"zz": 1}), C().x, A.__value__)
t = t"a {f!r:x} b { 1 + 1 }"
print(t.strings, [(i.expression, i.conversion, i.format_spec) for i in t.interpolations])
async def co():
    async with x as y: pass
    async for z in y: await z
    return [q async for q in z]
def raiser():
    a = 1
    return (a +
            [][
                5])
'''

tree = ast.parse(SOURCE, "tree.py")
space = {}
exec(compile(tree, "tree.py", "exec"), space)


def shown(f):
    try:
        f()
    except Exception as e:
        for frame in traceback.extract_tb(e.__traceback__)[1:]:
            print(frame.name, frame.lineno, frame.end_lineno, frame.colno, frame.end_colno)
        print(type(e).__name__, e)


shown(space["raiser"])
ast.increment_lineno(tree, 1000)
exec(compile(tree, "tree.py", "exec"), space := {})
shown(space["raiser"])
print(space["f"].__func__.__code__.co_firstlineno, space["co"].__code__.co_firstlineno, space["C"].__firstlineno__)


# What assertions are rewritten to: names that cannot be written, nodes in places of their own.
class Rewriter(ast.NodeTransformer):
    def visit_Assert(self, node):
        name = ast.Name("@py_assert1", ast.Store())
        value = ast.Assign([name], node.test)
        test = ast.UnaryOp(ast.Not(), ast.Name("@py_assert1", ast.Load()))
        text = ast.JoinedStr([ast.Constant("failed: "), ast.FormattedValue(ast.Name("@py_assert1", ast.Load()), ord("r"))])
        failure = ast.Raise(ast.Call(ast.Name("AssertionError", ast.Load()), [text], []), None)
        new = [value, ast.If(test, [failure], [])]
        for n in new:
            ast.copy_location(n, node)
            ast.copy_location(n, node)
            ast.fix_missing_locations(n)
        return new


tree = ast.parse("def check(x):\n    y = x\n    assert (y and\n            y - 1)\n    return list(locals())")
exec(compile(Rewriter().visit(tree), "tree.py", "exec"), space)
print(space["check"](5))
shown(lambda: space["check"](1))
for key in "None", "a b", "$1", "class", "":
    tree = ast.Expression(ast.Dict([ast.Constant(key)], [ast.Name(key, ast.Load())]))
    try:
        print(eval(compile(ast.fix_missing_locations(tree), "e", "eval"), {key: 5}))
    except Exception as e:
        print(type(e).__name__, e)


# A chain of elifs, and of operators.
chain = [ast.Pass()]
for n in range(600):
    test = ast.Compare(ast.Name("x", ast.Load()), [ast.Eq()], [ast.Constant(n)])
    chain = [ast.If(test, [ast.Assign([ast.Name("y", ast.Store())], ast.Constant(-n))], chain)]
for x in 0, 599, 300:
    exec(compile(ast.fix_missing_locations(ast.Module(chain, [])), "c", "exec"), space := {"x": x})
    print(space["y"])
sum_ = ast.Constant(1)
for n in range(200):
    sum_ = ast.BinOp(sum_, ast.Add(), ast.Constant(n))
print(eval(compile(ast.fix_missing_locations(ast.Expression(sum_)), "s", "eval")))
print(eval(compile(ast.fix_missing_locations(ast.Interactive([ast.Expr(ast.Constant("printed"))])), "s", "single")))


# Trees that are none.
L, S = ast.Load(), ast.Store()
name, one = ast.Name("x", L), ast.Constant(1)
no_arguments = ast.arguments([], [], None, [], [], None, [])
WRONG = [
    ast.Expr(ast.Name("x", S)),
    ast.Assign([ast.Name("x", L)], one),
    ast.Assign([], one),
    ast.Delete([]),
    ast.Delete([ast.Name("x", L)]),
    ast.Assign([one], one),
    ast.If(one, [], []),
    ast.FunctionDef("f", no_arguments, [], []),
    ast.FunctionDef("True", no_arguments, [ast.Pass()], []),
    ast.ClassDef("c", [], [], [], []),
    ast.For(ast.Name("x", S), one, [], []),
    ast.While(one, []),
    ast.With([], [ast.Pass()]),
    ast.Raise(None, one),
    ast.Try([ast.Pass()], [], [], []),
    ast.Try([ast.Pass()], [], [ast.Pass()], [ast.Pass()]),
    ast.Import([]),
    ast.ImportFrom("x", [ast.alias("a")], -1),
    ast.Global([]),
    ast.Expr(ast.BoolOp(ast.And(), [one])),
    ast.Expr(ast.Dict([one], [])),
    ast.Expr(ast.Compare(one, [], [])),
    ast.Expr(ast.Compare(one, [ast.Eq()], [one, one])),
    ast.Expr(ast.ListComp(one, [])),
    ast.Expr(ast.Call(one, [None], [])),
    ast.Expr(ast.Constant([1])),
    ast.Expr(ast.Constant((1, {}))),
    ast.Expr(5),
    ast.Expr(None),
    ast.Expr(ast.Name(5, L)),
    ast.Expr(ast.Name(None, L)),
    ast.Assign(5, one),
    ast.AnnAssign(ast.Attribute(name, "a", S), one, None, 1),
    ast.Expr(ast.NamedExpr(one, one)),
    ast.FunctionDef("f", ast.arguments([], [], None, [], [], None, [one]), [ast.Pass()], []),
    ast.FunctionDef("f", ast.arguments([], [], None, [ast.arg("k")], [], None, []), [ast.Pass()], []),
    ast.Expr(ast.FormattedValue(one, 5)),
    ast.Module([ast.Pass()], []),
    ast.Match(one, []),
    ast.Match(one, [ast.match_case(ast.MatchStar("x"), None, [ast.Pass()])]),
    ast.Match(one, [ast.match_case(ast.MatchOr([ast.MatchAs()]), None, [ast.Pass()])]),
    ast.Match(one, [ast.match_case(ast.MatchAs(None, "_"), None, [ast.Pass()])]),
    ast.Match(one, [ast.match_case(ast.MatchSingleton(5), None, [ast.Pass()])]),
    ast.Match(one, [ast.match_case(ast.MatchMapping([one], []), None, [ast.Pass()])]),
    None,
    5,
    ast.Return(one),
    ast.Expr(ast.Yield(None)),
    ast.Break(),
    ast.Nonlocal(["x"]),
]
for statement in WRONG:
    kind = type(statement).__name__
    try:
        tree = ast.Module([statement], [])
        if isinstance(statement, ast.AST):
            ast.fix_missing_locations(tree)
        compile(tree, "w", "exec")
    except Exception as e:
        print(kind, type(e).__name__, str(e).replace(hex(id(statement)), "ID") if "object at" not in str(e) else "object")
    else:
        print(kind, "compiled")
for tree, mode in [(ast.Expression(one), "exec"), (ast.Module([], []), "eval"), (one, "eval"), (ast.Pass(), "single")]:
    shown(lambda: compile(tree, "m", mode))
for places in [(5, 0, 4, 0), (1, 5, 1, 4), (-1, 0, 3, 0), (1, 0, 1, 10**9), (10**9, 0, 10**9, 1), (None, 0, 1, 1), (1, "x", 1, 1)]:
    node = ast.Pass(lineno=places[0], col_offset=places[1], end_lineno=places[2], end_col_offset=places[3])
    try:
        compile(ast.Module([node], []), "p", "exec")
        print("compiled")
    except Exception as e:
        print(type(e).__name__, e)
try:
    compile(ast.Module([ast.Pass()], []), "p", "exec")
except TypeError as e:
    print(e)


# Positions without any order.
number = 12345
tree = ast.parse(SOURCE)
for round in range(6):
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            parts = []
            for bound in 40, 3, 30, 30:
                number = (number * 1103515245 + 12345) % 2**31
                parts.append((number >> 8) % bound)
            node.lineno, node.col_offset = 1 + parts[0], parts[2]
            node.end_lineno, node.end_col_offset = node.lineno + parts[1], node.col_offset + parts[3]
    print(type(compile(tree, "odd", "exec")).__name__)
