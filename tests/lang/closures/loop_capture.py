def make():
    fs = []
    for i in range(3):
        def f():
            return i
        fs.append(f)
    i = "last"
    return fs


print([f() for f in make()])


def make_bound():
    def factory(i):
        return lambda: i
    return [factory(i) for i in range(3)]


print([f() for f in make_bound()])
print([f() for f in [lambda: (a, b) for a in "xy" for b in (1, 2)]])
