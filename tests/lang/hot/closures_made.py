# Functions and cells that are made in hot loops: called at once, kept, changed; defaults, keyword defaults, generators.
import sys


def adder(k):
    def add(n):
        return n + k

    return add


def counter(start=0):
    n = start

    def step(by=1, *, twice=False):
        nonlocal n
        n += by * (2 if twice else 1)
        return n

    return step


t = 0
kept = []
for i in range(4000):
    f = adder(i)
    t += f(1) + (lambda x, y=i: x * y)(2)
    g = counter(i)
    g()
    t += g(3, twice=i % 2 == 0)
    if i % 1000 == 0:
        kept += [f, g]
print(t, [k(5) for k in kept], [k.__name__ for k in kept], kept[0].__closure__[0].cell_contents)
print(kept[1].__defaults__, kept[1].__kwdefaults__, kept[1].__qualname__, kept[1].__module__, kept[0].__code__ is kept[2].__code__)


def late(flag):
    if flag:
        x = 1

    def get():
        return x

    return get


seen = set()
for i in range(4000):
    try:
        seen.add(late(i % 3)())
    except NameError as e:
        seen.add(str(e))
print(sorted(seen, key=str))


def pipeline(n):
    stages = [lambda x, k=k: x + k for k in range(3)]
    for s in stages:
        n = s(n)
    squares = (y * y * n for y in range(3))
    return sum(squares)


print(sum(pipeline(i) for i in range(2000)))


def outer(i):
    total = 0

    def inner(j):
        nonlocal total
        total += j
        if j > 0:
            inner(j - 1)

    inner(i % 5)
    return total


print(sum(outer(i) for i in range(3000)))


def raising(i):
    def f():
        raise ValueError(i)

    return f


n = 0
for i in range(2500):
    try:
        raising(i)()
    except ValueError as e:
        n += e.args[0]
        tb = e.__traceback__
while tb.tb_next:
    tb = tb.tb_next
print(n, tb.tb_frame.f_code.co_name, tb.tb_frame.f_locals)


def annotated(i):
    def f(a: int, b: "str" = i) -> None:
        "doc"
        return (a, b)

    return f


for i in range(2500):
    f = annotated(i)
    r = f(i)
print(r, f.__annotations__, f.__doc__)


def make_class(i):
    class C:
        x = i

        def get(self):
            return self.x + i

    return C


print(sum(make_class(i)().get() for i in range(400)))


def looks(i):
    def f():
        return sys._getframe(1).f_locals["i"] + len(sys._getframe().f_code.co_freevars), i

    return f()


print(sum(looks(i)[0] for i in range(2500)))


def gens(i):
    def g():
        for j in range(3):
            yield i * j

    return g


held = [gens(i)() for i in range(2000)]
print(sum(next(h) + next(h) for h in held))
