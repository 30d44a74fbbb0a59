"""codeop tells input that is wrong from input that is not complete yet."""
import codeop
for source in ("x = 1", "if 1:", "if 1:\n  x", "if 1:\n  x\n", "def f():\n  return (1,", "x = (", "x = '''abc", "x = 1 +", "a b", "for",
               "class A:", "@d", "", "# comment", "try:\n  x\n", "1 +\n", ")", "f(a,\n"):
    try:
        code = codeop.compile_command(source, symbol="exec" if "\n" in source else "single")
        print(repr(source), "incomplete" if code is None else "complete")
    except SyntaxError as e:
        print(repr(source), "wrong:", e.msg)
