"""Which operand is asked first, and what NotImplemented does."""
class A:
    def __add__(self, other): print("A.add", end=" "); return NotImplemented
    def __radd__(self, other): print("A.radd", end=" "); return "A.radd"
    def __eq__(self, other): print("A.eq", end=" "); return NotImplemented
    def __lt__(self, other): print("A.lt", end=" "); return NotImplemented
    def __gt__(self, other): print("A.gt", end=" "); return NotImplemented
    __hash__ = None
class B(A):
    def __radd__(self, other): print("B.radd", end=" "); return "B.radd"
    def __eq__(self, other): print("B.eq", end=" "); return NotImplemented
    def __gt__(self, other): print("B.gt", end=" "); return "B.gt"
class C(A): pass
print(A() + B())
print(B() + A())
print(A() + C())
try:
    print(A() + A())
except TypeError as e:
    print(e)
print(A() == B(), A() != B())
print(A() < B())
try:
    A() < A()
except TypeError as e:
    print(e)
print(1 + A(), [1] + A() if False else "")
class R:
    def __radd__(self, other): return ("radd", other)
    def __rsub__(self, other): return ("rsub", other)
    def __rpow__(self, other, mod=None): return ("rpow", other, mod)
print(1 + R(), "s" + R(), [] + R(), 2 - R(), 2 ** R())
for source in ("R() + 1", "1 / R()", "R() ** R()", "-R()", "R()[0]", "R()()", "len(R())", "5 in R()", "R() < 1", "int(R())"):
    try:
        print(source, eval(source))
    except TypeError as e:
        print(e)
