def show(x):
    print("eval", x)
    return x


class Target:
    def __setattr__(self, name, value):
        print("set", name, value)


t = Target()
t.a, t.b = show(1), show(2)
t.c = t.d = show(3)
x = [0, 0, 0]
i = 1
i, x[i], x[i - 2 + 1] = 2, "a", "b"
print(i, x)
