"""Truth, short circuits, chains, conditional expressions and membership."""

class T:
    def __init__(self, name, truth):
        self.name, self.truth = name, truth

    def __bool__(self):
        print(self.name, end=' ')
        return self.truth

    def __repr__(self):
        return self.name.upper()

    def __lt__(self, other):
        print(f'{self.name}<{other.name}', end=' ')
        return T(f'({self.name}<{other.name})', self.truth)

    def __eq__(self, other):
        print(f'{self.name}=={other.name}', end=' ')
        return NotImplemented


a, b, c = T('a', True), T('b', False), T('c', True)
for f in (lambda: a and b, lambda: b and a, lambda: a or b, lambda: b or c, lambda: not a, lambda: a and b or c, lambda: not (a or b), lambda: a if b else c, lambda: a < b < c, lambda: b < a < c, lambda: a < b and b < c, lambda: a == b, lambda: a != b, lambda: a in [b, c, a], lambda: a not in (b,), lambda: a is a is not b, lambda: (a, b) == (a, c), lambda: bool(a < c), lambda: [x for x in (a, b, c) if x], lambda: all((a, b, c)), lambda: any((b, c, a)), lambda: 'yes' if a and not b else 'no'):
    print(f())
if b:
    print('b')
elif c:
    print('c')
else:
    print('none')
while b:
    pass
else:
    print('else')
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 < 5, 1 == 1.0 == True, 0 == False is False, 1 in [1] == True, not 1 == 2, None is None is not False, [] or {} or 0 or '', 1 and [] and 2, (not []) is True)
assert a, 'never'
try:
    assert b, a
except AssertionError as e:
    print(repr(e))
