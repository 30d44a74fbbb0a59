print(eval("1 + 2"), eval("x * 2", {"x": 5}), eval("a + b", {"a": 1}, {"b": 2}))
ns = {}
exec("y = 5\ndef f(n):\n    return n * y\nz = [f(i) for i in range(3)]", ns)
print(ns["y"], ns["f"](3), ns["z"])
x = 10
exec("x += 1")
print(x)
code = compile("x + 1", "<test>", "eval")
print(eval(code))
def f():
    a = 1
    return eval("a + 1"), sorted(locals())
print(f())
for source in ("1 +", "x = ", "def f(:", "a b"):
    try:
        compile(source, "<s>", "exec")
    except SyntaxError as error:
        print(type(error).__name__)
