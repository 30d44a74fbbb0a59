"""super() in all its forms, over diamonds and class methods."""
class A:
    def go(self): return ["A"]
    @classmethod
    def make(cls): return f"A.make {cls.__name__}"
    @staticmethod
    def st(): return "A.st"
    v = "A.v"
class B(A):
    def go(self): return ["B"] + super().go()
    @classmethod
    def make(cls): return "B>" + super().make()
class C(A):
    def go(self): return ["C"] + super(C, self).go()
    v = "C.v"
class D(B, C):
    def go(self): return ["D"] + super().go()
    def parts(self): return super().v, super().st(), super(B, self).v, super(C, D).v
    def nested(self): return [super(D, self).v for _ in range(1)], (lambda: super(D, self).v)()
    def unbound(self): return super(D).__get__(self, D).go()
    @property
    def p(self): return super().go
d = D()
print(d.go(), d.make(), d.parts(), d.nested(), d.unbound(), d.p())
print([k.__name__ for k in D.__mro__], D.mro() == list(D.__mro__))
def outside(self): return super().go()
for call in (lambda: outside(d), lambda: super(), lambda: super(B, C()), lambda: super(5), lambda: super(D, d).nothing):
    try:
        call()
    except (RuntimeError, TypeError, AttributeError) as e:
        print(type(e).__name__, e)
try:
    type("X", (A, B), {})
except TypeError as e:
    print(str(e).replace("\n", " "))
s = super(B, d)
print(s.__thisclass__.__name__, s.__self__ is d, s.__self_class__.__name__)
class Meta(type):
    def mro(cls): return super().mro() if cls.__name__ != "Odd" else [cls, A, object]
class Odd(B, metaclass=Meta): pass
print([k.__name__ for k in Odd.__mro__], Odd().go())
