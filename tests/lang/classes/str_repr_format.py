class A:
    def __repr__(self):
        return "A-repr"


class B(A):
    def __str__(self):
        return "B-str"


class C:
    def __str__(self):
        return 5


print(A(), B(), [A(), B()], str(B()), repr(B()), f"{A()} {B()} {B()!r}", "%s %r" % (B(), B()), (B(),), {1: B()}, {B(): 1})
try:
    str(C())
except TypeError as error:
    print(error)
class D: pass
print(repr(D()).startswith("<__main__.D object at 0x"), repr(D), str(D), D.__qualname__, type(D))
def outer():
    class Inner: pass
    return Inner
print(outer(), outer().__qualname__)
