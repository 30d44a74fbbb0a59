"""with: several managers, parentheses, targets, and who closes what."""
class M:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self): print("enter", self.name); return self.name
    def __exit__(self, t, v, tb):
        print("exit", self.name, t and t.__name__, v)
        return self.swallow
with M("a") as a, M("b") as (b):
    print(a, b)
with (M("c") as c, M("d"),):
    print(c)
with (M("e")):
    pass
with M("f", True), M("g"):
    1 / 0
print("swallowed")
def r():
    with M("h"):
        return "returned"
print(r())
for i in range(2):
    with M(i):
        if i == 0: continue
        break
class BadExit(M):
    def __exit__(self, *args):
        super().__exit__(*args)
        raise KeyError("in exit")
try:
    with M("outer"), BadExit("inner"):
        raise ValueError("first")
except KeyError as e:
    print(repr(e), repr(e.__context__))
class BadEnter(M):
    def __enter__(self): raise OSError("enter failed")
try:
    with M("k"), BadEnter("l"):
        print("never")
except OSError as e:
    print(e)
for bad in (object(), type("E", (), {"__enter__": lambda s: 1})()):
    try:
        with bad: pass
    except TypeError as e:
        print(str(e).replace("__main__.", ""))
