"""Truth: __bool__, then __len__, else true; what they may return."""
class B:
    def __init__(self, v): self.v = v
    def __bool__(self): return self.v
class L:
    def __init__(self, v): self.v = v
    def __len__(self): return self.v
class Both(L):
    def __bool__(self): return True
for o in (B(True), B(False), L(0), L(3), L(True), Both(0), object()):
    print(bool(o), not o, 1 if o else 2)
for o in (B(1), B(None), L(-1), L("a"), L(1.5), L(2**70)):
    for ask in (bool, len):
        try:
            print(ask(o), end=" | ")
        except (TypeError, ValueError, OverflowError) as e:
            print(type(e).__name__, e, end=" | ")
    print()
b = B(True)
b.__bool__ = lambda: False
print(bool(b))
print([bool(x) for x in (0, 0.0, 0j, "", b"", [], (), {}, set(), range(0), None, Ellipsis, NotImplemented is None)])
class I:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
print([10, 20, 30][I(1)], "abc"[I(-1)], range(10)[I(2):I(5)], hex(I(255)), bytes(I(2)))
for v in (1.5, "1", None):
    try:
        [1][I(v)]
    except TypeError as e:
        print(e)
