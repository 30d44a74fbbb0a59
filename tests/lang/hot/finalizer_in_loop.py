import gc


class Res:
    closed = 0

    def __init__(self, i):
        self.i = i

    def __del__(self):
        Res.closed += 1


for i in range(2000):
    r = Res(i)
del r
gc.collect()
print(Res.closed)
