class Steps:
    def __init__(self, n):
        self.i, self.n = 0, n

    def __iter__(self):
        return self

    def __next__(self):
        self.i += 1
        if self.i > self.n:
            raise StopIteration
        if self.i == 2500:
            Steps.__next__ = other
        return self.i


def other(self):
    self.i += 10
    if self.i > self.n:
        raise StopIteration
    return -self.i


total = 0
for x in Steps(4000):
    total += x
print(total)


class Seq:
    def __getitem__(self, i):
        if i == 3000:
            raise IndexError
        return i


print(sum(Seq()), sum(1 for x in Seq() if x in (5, 2999)))
for i in range(500):
    a, b = iter([i, 1])
    total += a + b
print(total)
