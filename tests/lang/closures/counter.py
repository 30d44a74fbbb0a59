def counter(start=0):
    n = start

    def up(by=1):
        nonlocal n
        n += by
        return n

    def get():
        return n

    return up, get


up, get = counter(10)
other, _ = counter()
print(up(), up(5), get(), other(), get(), up.__closure__[0].cell_contents, up.__code__.co_freevars)
