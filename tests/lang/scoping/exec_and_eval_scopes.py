"""What code that is executed sees and leaves behind."""
x = "module"
def f():
    x = "local"
    exec("x = 'changed'; y = 1")
    space = {}
    exec("y = x", {"x": 5}, space)
    return x, "y" in locals(), space, eval("x"), eval("x", {"x": 1}), eval("x", {"x": 1}, {"x": 2})
print(f())
space = {}
exec("def g(): return h()\ndef h(): return 42", space)
print(space["g"](), sorted(k for k in space if not k.startswith("__")))
globals_, locals_ = {}, {}
exec("a = 1\ndef look():\n    return a", globals_, locals_)
try:
    locals_["look"]()
except NameError as e:
    print(e)
class Space(dict):
    def __missing__(self, key):
        return f"<{key}>"
print(eval("a + b", {"__builtins__": {}}, Space()))
exec("class C:\n    v = base\n    def m(self): return v", globals_ := {"base": 3, "v": 4})
print(globals_["C"].v, globals_["C"]().m())
print([eval("x") for x in (1, 2)])
try:
    exec("nonlocal x")
except SyntaxError as e:
    print(e.msg)
