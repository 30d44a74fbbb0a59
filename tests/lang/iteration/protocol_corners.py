"""iter() and next() in every form, and iterators that misbehave."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class Seq:
    def __init__(self, n):
        self.n = n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError
        return i * i


class BadIter:
    def __iter__(self):
        return 5


class NoIter:
    __iter__ = None


class Forever:
    def __iter__(self):
        return self

    def __next__(self):
        return 1


class Stops:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n % 3 == 0:
            raise StopIteration
        return self.n


print(list(Seq(4)), 9 in Seq(4), 5 in Seq(4), [*Seq(3)], tuple(reversed(Seq(2))) if hasattr(Seq, '__len__') else 'no len', max(Seq(4)), dict.fromkeys(Seq(3)), list(zip(Seq(3), 'ab')))
s = Stops()
print(list(s), list(s), list(s))
it = iter([1, 2])
print(next(it), next(it), next(it, 'end'), next(it, None))
show(next, it)
show(next, 5)
show(next, [])
show(iter, 5)
show(iter, BadIter())
show(iter, NoIter())
show(iter, 5, 6)
show(lambda: [x for x in BadIter()])
values = iter([3, 2, 1, 0, 5])
print(list(iter(lambda: next(values), 0)), next(values))
c = iter(lambda: 1, 1)
print(list(c), next(c, 'done'))


def raises():
    raise StopIteration


print(list(iter(raises, None)))
import itertools
print(list(itertools.islice(Forever(), 3)), list(zip(Forever(), 'ab')), dict(enumerate('ab', 5)))
a = [1, 2, 3]
it = iter(a)
next(it)
a.clear()
print(list(it))
a.extend([1, 2, 3])
print(list(it))
e = enumerate('ab')
print(next(e), list(e), list(e))
m = map(lambda x, y: x + y, [1, 2], [10, 20, 30])
print(list(m), list(m))
f = filter(None, [0, 1, '', 'a', [], None])
print(list(f))
show(lambda: list(zip([1], [1, 2], strict=True)))
show(lambda: list(zip([1, 2], [1], strict=True)))
show(lambda: list(map(None, [1])))
show(lambda: list(filter(5, [1])))
show(lambda: list(map(len)))
