def len(x):
    return "my len"


print(len([1, 2]))
del len
print(len([1, 2]))
import builtins
old = builtins.abs
builtins.abs = lambda x: "patched"
print(abs(-1))
builtins.abs = old
print(abs(-1))


def f(list):
    return list + 1


print(f(1), list("ab"))
print = print
str = "shadow"
print(str)
del str
print(str(5))
