"""A class body is a scope of its own that functions in it do not see."""
x = "global"
class A:
    print(x)
    x = "class"
    print(x)
    def method(self):
        return x
    listed = [x for _ in range(1)]
    first = [y for y in (x,)]
    lazy = (lambda: x)()
    del x
    print(x)
print(A().method(), A.listed, A.first, A.lazy, hasattr(A, "x"))

def outer():
    x = "outer"
    class B:
        seen = x
        x = "inner" + x if False else x
        def get(self):
            return x
        class C:
            nested = x
    return B.seen, B.x, B().get(), B.C.nested
try:
    print(outer())
except NameError as e:
    print(type(e).__name__, e)

def with_nonlocal():
    x = 1
    class D:
        nonlocal x
        x = 2
    return x, hasattr(D, "x")
print(with_nonlocal())
class E:
    global made
    def made():
        return "global function"
print(made(), made.__qualname__)
