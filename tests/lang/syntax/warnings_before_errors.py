# The parser warns of the strings that it has seen before it fails; `ast.parse` warns, too.
import ast
import warnings


def warned(what, *args):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            what(*args)
            result = "fine"
        except SyntaxError as e:
            result = e.msg
    print(args[0], "->", result, [(str(w.message)[:40], w.lineno) for w in seen])


for source in [r"'\e' 1", r"'\e' $", r"'\e' + (", r"x y '\e'", "f(\n'\\e',\nb'\\q', 1 2)", r"f'\e{x}' 1", r"rf'\e{x}' 1", r"'\777' 1"]:
    warned(compile, source, "s", "exec")
for source in [r"'\e'", r"b'\e'; r'\e'", r"'\e' 1"]:
    warned(ast.parse, source)

with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        compile(r"'\e' $", "s", "exec")
    except SyntaxError as e:
        print(e.msg)
