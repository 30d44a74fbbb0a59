"""Comprehensions bind their variables in a scope of their own; the first iterable belongs to the one around."""
i = "outside"
print([i for i in range(3)], i)
print({i: j for i, j in zip("ab", range(2))}, i)
print([[i for i in range(j)] for j in range(3)], i)
print([(last := n) for n in range(4)], last)
def f():
    total = 0
    [total := total + n for n in range(5)]
    return total, [total for total in range(2)], total
print(f())
class A:
    size = 3
    ok = [n for n in range(size)]
    try:
        bad = [size for n in range(2)]
    except NameError as e:
        print(e)
print(A.ok)
def closures():
    return [lambda: n for n in range(3)]
print([g() for g in closures()])
def free():
    try:
        return [unbound for _ in range(1)]
    finally:
        unbound = 1
try:
    free()
except NameError as e:
    print(type(e).__name__, e)
print([locals().keys() & {"k"} for k in range(1)])
gen = (i for i in missing) if False else (q for q in [1])
try:
    (i for i in missing)
except NameError as e:
    print("at once:", e)
