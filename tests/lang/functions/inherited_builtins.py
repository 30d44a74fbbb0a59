# A function made of globals that name no builtins has those of whoever makes it.
import types


def plain(s):
    return len(s)


f = types.FunctionType(plain.__code__, {})
print(f.__builtins__ is plain.__builtins__, f("abc"), f.__globals__)
safe = {"None": None}
space = {"F": types.FunctionType, "__builtins__": safe, "plain": plain}
exec("def g(s): pass\nh = F(g.__code__, {})\ni = F(g.__code__, {'__builtins__': {}})", space)
print(space["g"].__builtins__ is safe, space["h"].__builtins__ is safe, space["i"].__builtins__)
print(space["h"].__globals__)

# Code from a tree equals code from text, wherever either comes from.
import ast

text = "def f(x):\n    return [y for y in x]\n"
print(compile(text, "a", "exec") == compile(ast.parse(text, "b"), "c", "exec"))
print(compile(text, "a", "exec") == compile(text.replace("x", "z"), "a", "exec"))
print(compile("def f(x, y): pass", "a", "exec") == compile("def f(x, /, y): pass", "a", "exec"))

module = ast.Module([ast.TypeAlias(ast.Attribute(ast.Name("a"), "b"), [], ast.Name("c"))], [])
try:
    compile(ast.fix_missing_locations(module), "s", "exec")
except (TypeError, ValueError) as e:
    print(type(e).__name__, e)

import time

for name in "tm_year", "tm_zone":
    try:
        setattr(time.localtime(), name, 3)
    except AttributeError as e:
        print(e)
