"""Annotations are evaluated when somebody asks."""
import annotationlib
def f(a: undefined, b: int = 1, *args: str, **kw: "text") -> list[int]: pass
try:
    f.__annotations__
except NameError as e:
    print(e)
undefined = float
print(f.__annotations__)
print(annotationlib.get_annotations(f, format=annotationlib.Format.STRING))
class C:
    x: Later
    y: int = 3
    (z): str
    def m(self, a: Later) -> Later: pass
print(C.__annotate__(2) if False else annotationlib.get_annotations(C, format=annotationlib.Format.STRING))
forward = annotationlib.get_annotations(C, format=annotationlib.Format.FORWARDREF)
print(forward["x"].__forward_arg__, forward["y"])
class Later: pass
print(C.__annotations__["x"] is Later, C.m.__annotations__["return"] is Later)
C.__annotations__["new"] = int
print(list(C.__annotations__))
def g():
    v: print("never") = 1
    w: int
    return sorted(locals())
print(g(), g.__annotations__)
o: dict[str, int] = {}
o["k"]: print("never in a function") if False else int = 5
print(o, __annotations__ if "__annotations__" in dir() else "none")
