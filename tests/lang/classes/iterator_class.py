class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Seq:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10


print(list(Countdown(3)), sum(Countdown(5)), list(Seq()), 20 in Seq(), [x for x in Seq()], tuple(Countdown(2)), max(Countdown(4)), list(zip(Countdown(3), Seq())))
a, b, c = Countdown(3)
print(a, b, c)
it = iter(Seq())
print(next(it), next(it), next(it), next(it, "end"))
class BadIter:
    def __iter__(self):
        return 5
class NoIter:
    __iter__ = None
for bad in (BadIter(), NoIter(), 5):
    try:
        for x in bad:
            pass
    except TypeError as error:
        print(error)
