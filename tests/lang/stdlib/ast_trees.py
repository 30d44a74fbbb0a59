"""Syntax trees: every kind of node with its positions, and what can be done with trees."""
import ast

SOURCE = '''
import a, b.c as d
from . import e
from ..f import g as h, i
@dec
@dec2(1)
# a comment
def f(x, /, y: int = 1, *args, z, w=2, **kw) -> "r":
    """doc"""
    global q
    x += 1; y: int = 3
    (n): str
    return x, *y
async def co():
    async for i in x: await y
    async with a as b, c: pass
    return [i async for i in z]
class C[T: int, *Ts, **P](B, metaclass=M):
    def m(self): nonlocal_ = lambda a, *b: (yield)
    del x.y, z[1:2, ::3]
if a:
    pass
elif b:
    x = y = 1
else:
    assert c, "m"
while 1:
    break
else:
    continue
for i, (j, *k) in l: pass
try:
    raise E from None
except (A, B) as e:
    raise
except C: pass
else: 1
finally: 2
try: pass
except* G: pass
with (open(x) as f, g): pass
match v:
    case 1 | -2.5 | "s" | None: pass
    case [a, _, *rest] if a: pass
    case {"k": v, **others}: pass
    case P(1, x=2) as p: pass
    case a.b: pass
    case _: pass
type X[T] = list[T]
r = a if b else c and not d or e
s = x < y <= z is not w not in u
t = {1: 2, **m}, {3, *n}, [4, 5], {k: v for k, v in m if k if v}, {i for i in j}, (i for i in j)
u = f(*a, b=1, **c)(x for x in y)
v = f"a{x!r:>{w}}b{y=}" "c" f"{z:%d}", t"{x!s}q", b"x" b"y", u"z", 1j, 10**30, ..., 'a' 'b'
w = -1 + ~2 - +3 * 4 @ 5 / 6 // 7 % 8 ** 9 << 1 >> 2 & 3 | 4 ^ 5
(x := 1)
nonlocal_ = await_ = lambda: 0
'''
tree = ast.parse(SOURCE)
print(ast.dump(tree, include_attributes=True, indent=1))
print(ast.dump(ast.parse("1 + x", mode="eval"), include_attributes=True))
print(ast.dump(ast.parse("x = 1", mode="single")))
print(ast.unparse(tree))
print(ast.literal_eval("[1, -2.5, (3, None), {'a': {True}}, b'x']"), ast.literal_eval("1+2j"))
try:
    ast.literal_eval("f(1)")
except ValueError as e:
    print(e)
try:
    ast.parse("x = (")
except SyntaxError as e:
    print(e)
print(repr(tree.body[0]), repr(ast.parse("x+1")), ast.Load() , ast.Name("a"), ast.Name("a", ast.Store()).ctx)
print(ast.Name._fields, ast.Name._attributes, ast.Name.__doc__, ast.expr_context.__doc__, ast.FunctionDef.__match_args__)
print(ast.parse("a").body[0].value.ctx is ast.parse("b").body[0].value.ctx, ast.Name.__module__, ast.Name.__mro__)
for bad in (lambda: ast.Name(1, 2, 3), lambda: ast.Name("a", id=1)):
    try:
        bad()
    except TypeError as e:
        print(e)


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)


print(eval(compile(ast.fix_missing_locations(Double().visit(ast.parse("1 + 20", mode="eval"))), "f", "eval")))
print([type(n).__name__ for n in ast.walk(ast.parse("f(x)"))], ast.get_docstring(tree.body[3]), isinstance(tree, ast.AST))
f = ast.FunctionDef("g")
print(f.body, f.decorator_list, f.returns, f.name, ast.FunctionDef._field_types["body"], ast.Return._field_types)
print(ast.get_source_segment(SOURCE, tree.body[3].body[2]), tree.body[3].lineno, tree.body[3].end_lineno)
