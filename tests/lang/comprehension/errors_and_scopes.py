def f():
    try:
        return [1 // x for x in (2, 1, 0)]
    except ZeroDivisionError as error:
        return str(error)


print(f())
x = 1
class C:
    y = 5
    ok = [i for i in range(y)]
    try:
        bad = [y for i in range(2)]
    except NameError as error:
        bad = str(error)
print(C.ok, C.bad)
def g():
    y = 2
    return [x + y for x in range(3)], {y for _ in range(2)}, {k: y for k in "a"}, list(y for _ in range(2)), [[x + y + z for z in range(2)] for x in range(2)]
print(g())
print([i for i in range(3) if [j for j in range(i)]], [(lambda i=i: i)() for i in range(3)])
