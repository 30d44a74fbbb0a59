"""Decorators are any expression; they apply from the bottom up."""
log = []
def d(name):
    log.append(f"make {name}")
    def apply(obj):
        log.append(f"apply {name} to {obj.__name__}")
        return obj
    return apply
@d("a")
@d("b")
class C:
    @d("m")
    @staticmethod
    def m(): return "m"
    @property
    def p(self): return "p"
    @p.setter
    def p(self, v): log.append(f"set {v}")
print(*log, sep="\n")
C().p = 3
print(C.m(), C().p, log[-1])
table = [lambda f: ("zero", f.__name__), lambda f: f]
@table[0]
def f(): pass
print(f)
@(lambda f: f())
def value(): return 42
print(value)
@table[1] if table else None
def g(): return "g"
print(g())
