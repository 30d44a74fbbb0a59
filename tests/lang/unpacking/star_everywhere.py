"""Stars in calls, displays, subscripts, returns, for statements, and del."""
a, b = [1, 2], {"x": 1, "y": 2}
print([*a, *a], (*a,), {*a, 3}, {**b, "x": 5}, {"x": 5, **b}, *a, sep="-")
def f(*args, **kwargs): return args, kwargs
print(f(*a, 3, *range(2), z=0, **b, **{"w": 1}))
def g(): return *a, 3
def h(): yield *a, 3
print(g(), list(h()))
for x in *a, 4: print(x, end=" ")
print()
for x, *y in [(1, 2, 3), "ab", [5]]: print(x, y, end="; ")
print()
t = *a,
t2 = *a, *a
print(t, t2)
class S:
    def __getitem__(self, k): return k
s = S()
print(s[*a], s[*a, 3], s[0, *a], s[1:2, *a])
first, *_, last = range(5)
*init, final = "abc"
[head, *[second, *rest]] = [1, 2, 3, 4]
print(first, last, init, final, head, second, rest)
del (first, [last, init]), head
print("first" in globals(), "head" in globals())
for source in ("*a", "*a, *b = c", "print(*)", "[*]", "f(**a, *b)", "{**a, *b}", "{*a, **b}", "*a = 1", "del *a", "x = *a", "return *a", "lambda: *a", "f(*a=1)", "s[*]"):
    try:
        compile(source, "s", "exec")
        print(source, "| fine")
    except SyntaxError as e:
        print(source, "|", e.msg)
for call in (lambda: f(**{1: 2}), lambda: f(**5), lambda: f(*5), lambda: f(**{"a": 1}, **{"a": 2}), lambda: {**5}, lambda: [*5]):
    try:
        call()
    except TypeError as e:
        print(e)
