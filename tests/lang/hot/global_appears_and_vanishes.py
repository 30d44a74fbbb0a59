def f(n):
    found = 0
    for i in range(n):
        try:
            found += extra
        except NameError:
            found += 100000
        if i == 1000:
            globals()["extra"] = 1
        if i == 2000:
            del globals()["extra"]
    return found


print(f(3000))
import builtins


def g(n):
    total = 0
    for i in range(n):
        total += len("abc")
        if i == 1500:
            globals()["len"] = lambda x: 100
        if i == 2000:
            del globals()["len"]
        if i == 2500:
            builtins.len = lambda x, old=len: old(x) + 1000
    return total


old = builtins.len
print(g(3000))
builtins.len = old
