# A tree that is asked for optimised has a constant in place of `__debug__`.
import ast

source = "x = a * __debug__, [__debug__]\nif __debug__: pass\n"
for flags in [ast.PyCF_ONLY_AST, ast.PyCF_OPTIMIZED_AST]:
    for optimize in [-1, 0, 1, 2]:
        print(ast.dump(compile(source, "f.py", "exec", flags, optimize=optimize), include_attributes=flags > 0x400))
print(ast.dump(ast.parse("__debug__", optimize=1)), ast.dump(ast.parse("__debug__")))
