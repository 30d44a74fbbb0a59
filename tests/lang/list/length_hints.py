"""What list() and extend() ask of an iterable beside its items."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class Log:
    def __init__(self, n, hint):
        self.n, self.hint = n, hint

    def __iter__(self):
        print('iter', end=' ')
        return iter(range(self.n))

    def __len__(self):
        print('len', end=' ')
        if isinstance(self.hint, BaseException):
            raise self.hint
        return self.hint


class Hint:
    def __init__(self, hint):
        self.left, self.hint = 3, hint

    def __iter__(self):
        return self

    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return self.left

    def __length_hint__(self):
        print('hint', end=' ')
        if isinstance(self.hint, BaseException):
            raise self.hint
        return self.hint


for x in (Log(2, 2), Log(2, 100), Log(2, 0), Log(2, TypeError('t')), Log(2, ValueError('v')), Log(2, -1), Log(2, 'a')):
    show(list, x)
for hint in (0, 50, NotImplemented, TypeError('t'), RuntimeError('r'), -1, 'a', 2**100):
    show(list, Hint(hint))
a = [0]
show(a.extend, Hint(RuntimeError('r')))
show(a.extend, Hint(5))
print(a)
import operator
show(operator.length_hint, Hint(5))
show(operator.length_hint, Hint(NotImplemented), 9)
show(operator.length_hint, 5, 9)
show(operator.length_hint, [1, 2])
