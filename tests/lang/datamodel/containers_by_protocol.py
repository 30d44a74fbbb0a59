"""Containment, iteration and reversal without the methods that are made for them."""
class Seq:
    def __getitem__(self, i):
        if i >= 4: raise IndexError
        return i * i
    def __len__(self): return 4
class OnlyIter:
    def __iter__(self): return iter("xyz")
class Contains(OnlyIter):
    def __contains__(self, v): return "yes" if v == 1 else ""
s = Seq()
print(list(s), 9 in s, 5 in s, list(reversed(s)), max(s), tuple(s), [*s], dict(enumerate(s)))
print("y" in OnlyIter(), 3 in OnlyIter(), 1 in Contains(), 2 in Contains())
class NoIter:
    __iter__ = None
    def __getitem__(self, i): return i
class NoContains(Seq):
    __contains__ = None
for source in ("iter(NoIter())", "1 in NoContains()", "reversed(OnlyIter())", "iter(5)", "list(reversed({1}))", "next(OnlyIter())"):
    try:
        print(eval(source))
    except TypeError as e:
        print(e)
class BadIter:
    def __iter__(self): return 5
try:
    for _ in BadIter(): pass
except TypeError as e:
    print(e)
class Counter:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration(self.n)
        return self.n
c = Counter()
print(list(c), list(c), next(c, "default"))
class Missing(dict):
    def __missing__(self, key): return key * 2
m = Missing(a=1)
print(m["a"], m["b"], m.get("b"), "b" in m)
class Slices:
    def __getitem__(self, key): return key
print(Slices()[1:2, ..., ::3], Slices()[()], Slices()[1,], Slices()[:], Slices()[*(1, 2)])
