class M:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        print("exit", args[0])


def f():
    with M():
        return "returned"


def g():
    out = []
    for i in range(4):
        with M() as m:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
    return out


def h():
    with M():
        yield 1
        yield 2


print(f(), g(), list(h()))
x = h()
next(x)
x.close()
with M() as (tuple_target) , M() as other:
    pass
d = {}
with M() as d["key"]:
    print("key" in d)
