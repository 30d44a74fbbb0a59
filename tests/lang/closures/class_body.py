x = "global"


def outer(x):
    class C:
        y = x
        x = "class level"

        def m(self):
            return x

        z = [x for _ in range(1)]
        w = (lambda: x)()
    return C


C = outer("outer")
print(C.y, C.x, C().m(), C.z, C.w)


class D:
    x = x + "!"
    f = lambda self: x


print(D.x, D().f())
