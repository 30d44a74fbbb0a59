"""iter, next and for: sentinels, lengths that lie, iterators that raise and come back."""
class Flaky:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n % 3 == 0: raise StopIteration
        return self.n
f = Flaky()
print(list(f), list(f), next(f), next(f, "end"))
print(list(iter(iter([1, 2, 0, 3]).__next__, 0)), list(iter(lambda: 5, 5)))
class Lies:
    def __init__(self, hint): self.hint = hint
    def __iter__(self): return iter([1, 2])
    def __length_hint__(self): return self.hint
for hint in (0, 100, NotImplemented):
    try:
        print(list(Lies(hint)))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
l = [1, 2, 3]
it = iter(l)
next(it)
l.extend([4, 5])
print(list(it), it.__length_hint__())
l.append(6)
print(list(it), [x for x in l if l.remove(x) is None], l)
def raises():
    yield 1
    raise ValueError("inside")
for consume in (list, tuple, sum, sorted, set, lambda g: [*g], lambda g: dict.fromkeys(g), lambda g: max(g), lambda g: ",".join(map(str, g))):
    try:
        consume(raises())
    except ValueError as e:
        print(e, end="; ")
print()
z = zip([1, 2, 3], iter("ab"))
print(list(z), list(zip()), list(zip("ab", strict=True)))
for args in (("ab", "abc"), ("abc", "ab"), ("a", "ab", "a")):
    try:
        list(zip(*args, strict=True))
    except ValueError as e:
        print(e)
print(list(map(lambda *a: a, "ab", "cde")), list(filter(None, [0, 1, "", "x"])), list(enumerate("ab", start=-1)), [*reversed(range(3))])
print(any(iter([0, 1, 2])), all([]), sum([[1], [2]], []), sum((0.1,) * 10), min("b", "a", key=ord), max([], default="none"))
for source in ("next(5)", "iter(5, 5)", "enumerate(5)", "map(5)", "map(str)", "zip(5)", "reversed({1})", "sum('ab')", "sum(['a'], '')", "max()", "max([])", "sorted([1, 'a'])"):
    try:
        eval(source)
    except (TypeError, ValueError) as e:
        print(source, "|", e)
