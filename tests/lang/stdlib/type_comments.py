# `ast.parse(type_comments=True)`: comments that tell types are part of the tree.
import ast

SOURCE = '''\
x = 1  # type: int
y = (
    2
)  #type:List[int]
for i in range(3):  # type: int
    pass
with a() as b:  # type: str
    pass
def f(a, b=1):
    # type: (int, int) -> None
    """Doc."""
async def g(
    a,  # type: int
    b=2,  # type: str
    *args,  # type: float
    c=None  # type: ignore
):  # type: (...) -> bool
    return a  # type: ignore[misc]
async def h():
    async for i in x:  # type: int
        pass
    async with x as y:  # type: int
        pass
d = e = "é"  # type:   é  \n# type: ignore # and more
w = 1  # type: ignored
'''

tree = ast.parse(SOURCE, type_comments=True)
for node in ast.walk(tree):
    comment = getattr(node, "type_comment", None)
    if comment is not None:
        print(type(node).__name__, node.lineno, repr(comment))
print([(ignore.lineno, ignore.tag) for ignore in tree.type_ignores])
print(ast.dump(tree.type_ignores[0]))
print(any(getattr(node, "type_comment", None) for node in ast.walk(ast.parse(SOURCE))))
print(ast.unparse(ast.parse("x = 1 # type: int\nfor a in b: # type: c\n  pass", type_comments=True)))
