"""global and nonlocal reach the scopes that they name."""
x = 0
def outer():
    x = 1
    def middle():
        def inner():
            nonlocal x
            x += 10
            return x
        return inner() + x
    def other():
        global x
        x += 100
        return x
    return middle(), other(), x
print(outer(), x)
def counter():
    n = 0
    def up():
        nonlocal n
        n += 1
        return n
    def reset():
        nonlocal n
        n = 0
        del n
    return up, reset
up, reset = counter()
print(up(), up())
reset()
try:
    up()
except NameError as e:
    print(type(e).__name__, e)
for source in ("nonlocal x", "def f():\n nonlocal missing", "def f():\n x = 1\n global x", "def f(a):\n global a",
               "def f(a):\n nonlocal a", "def f():\n print(x)\n nonlocal x", "class A:\n nonlocal y"):
    try:
        compile(source, "s", "exec")
    except SyntaxError as e:
        print(e.msg, e.lineno)
def import_global():
    global math
    import math
import_global()
print(math.floor(2.5))
