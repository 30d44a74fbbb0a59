def f():
    n = 3
    fs = [(lambda: n * i) for i in range(3)]
    n = 10
    i = "untouched"
    return [g() for g in fs], i, [[n * j for j in range(i)] for i in range(3)], {k: (lambda: k)() for k in "ab"}


print(f())
class C:
    items = [1, 2, 3]
    doubled = [x * 2 for x in items]
    total = sum(x for x in items)
print(C.doubled, C.total)
