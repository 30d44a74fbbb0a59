"""Comparisons and repr while a method of an element changes the list."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class Clears:
    def __init__(self, name, target, answer):
        self.name, self.target, self.answer = name, target, answer

    def __eq__(self, other):
        self.target.clear()
        return self.answer

    def __lt__(self, other):
        self.target.clear()
        return self.answer

    def __repr__(self):
        if self.target:
            self.target.pop()
        return self.name


a, b = [], [1, 2, 3]
a += [Clears('x', a, True), 2, 3]
print(a == b, a)
a += [Clears('x', b, False), 2, 3]
print(a == b, len(a), b)
b = [1, 2]
a[:] = [Clears('x', a, NotImplemented), 5]
print(a != b, a)
a[:] = [Clears('p', a, 0), Clears('q', a, 0), 7]
print(repr(a), len(a))
a[:] = [Clears('c', a, True), 2]
print(9 in a, a)
a[:] = [Clears('c', a, False), 2, 9]
print(9 in a, a)
a[:] = [1, Clears('c', a, False), 9]
show(a.index, 9)
a[:] = [1, Clears('c', a, True), 9]
show(a.remove, 9)
a[:] = [1, Clears('c', a, True), 9]
show(a.count, 9)
a[:] = [3, Clears('s', a, True), 1]
show(a.sort)
