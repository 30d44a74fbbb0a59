# exec of code with free variables, and what it asks of the closure.
from types import CellType


def make():
    a, b = 2, 3

    def f():
        nonlocal a
        a = a * b
        print(a)

    def g():
        print("no free variables")

    return f, g


f, g = make()
exec(f.__code__, f.__globals__, closure=f.__closure__)
f()
exec(f.__code__, closure=(CellType(35), CellType(72)))
exec(g.__code__)
for run in [
    lambda: exec(f.__code__),
    lambda: exec(f.__code__, closure=(CellType(1),)),
    lambda: exec(f.__code__, closure=[CellType(1), CellType(2)]),
    lambda: exec(f.__code__, closure=(1, 2)),
    lambda: exec(g.__code__, closure=f.__closure__),
    lambda: exec("1", closure=f.__closure__),
    lambda: eval(f.__code__),
]:
    try:
        run()
    except TypeError as e:
        print(e)

for value in ["0", "{}", "[]", "frozenset()", "set()"]:
    try:
        exec(f"__conditional_annotations__ = {value}\nif True:\n    x: int\n", {})
        print("ok")
    except TypeError as e:
        print(e)
