# Code that looks at frames from inside a hot loop.
import sys


def spy(i):
    if i % 500 == 0:
        f = sys._getframe(1)
        return f.f_locals["total"] + f.f_lineno * 0
    return 0


def run(n):
    total = 0
    seen = []
    for i in range(n):
        total += i
        x = spy(i)
        if x:
            seen.append(x)
    return total, seen


print(run(3000))
