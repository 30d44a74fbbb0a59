import gc


class Res:
    closed = 0

    def __init__(self, i):
        self.i = i

    def __del__(self):
        Res.closed += 1


def work():
    for i in range(2000):
        r = Res(i)


def settle(n=20):
    # Whatever the collector might still see of finished calls is overwritten.
    return [0] * n if n == 0 else settle(n - 1)


work()
settle()
gc.collect()
print(1990 <= Res.closed <= 2000)  # A conservative collector may see a few.
