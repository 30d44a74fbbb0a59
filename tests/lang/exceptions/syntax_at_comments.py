# To the parser a newline begins where the comment before it does; a starred expression fits nowhere as an operand.
sources = [
    'x = # c\n', 'x = # c', 'import # c\n', 'from a import # c\n', 'from # c\n', 'from . # c\n', 'x. # c\n',
    'for # c\n', 'for x in # c\n', 'while # c\n', 'if # c\n', 'with # x\n', 'del # c\n', 'lambda # c\n',
    'x + # c\n', 'not # c\n', 'from a import b as # c\n', 'global # c\n', 'class # c\n', 'def # c\n', 'def f # c\n',
    'from a # c\n', 'import a as # c\n', 'from a import b, # c\n', 'nonlocal # c\n', '@ # c\n', 'x: # c\n',
    'async # x\n', 'await # x\n', 'try # x\n', 'match x # c\n', 'else # c\n', 'from a. # c\n', 'type X # c\n',
    'type X = # c\n', 'assert # c\n', 'x[1] = # c\n', 'x += # c\n', 'if x: # c\ny\n', 'def f(): # c\n', 'f( # c\n',
    'x # c\n y\n', 'try: # c\n  x\ny # d\n', 'class X: # c\n# d\nz\n',
    'x +* 1', 'x +*1', 'f(x) - *y', 'not *x', '-*x', 'a and *b', 'x == *y', 'x = 1 + *y', 'await *x', '(a + *b)',
    'f(a + *b)', '[a+*b]', '*a + *b', 'x = yield *a + *b', '*x', 'print(*a)', 'x = *a', 'x += *a', 'del *a',
    'return *a', 'def f():\n    """open""\n', 'x = 1\n    """open""\n', 'import\n', 'a if *b else c', 'x < *y', 'x <= *y', 'x[a + *b]', 'x is *y', 'x ** *y', '~*y', 'a | *b',
]
for source in sources:
    try:
        compile(source, 'f', 'exec')
    except SyntaxError as e:
        print(repr(source), type(e).__name__, e.args)
    else:
        print(repr(source), 'compiles')

import ast

try:
    compile('x\0', 'f', 'exec', ast.PyCF_ONLY_AST)
except SyntaxError as e:
    print(e.args, e.filename)
