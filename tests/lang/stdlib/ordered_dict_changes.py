"""OrderedDict while its keys change it, copies of subclasses, comparison with dicts."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


from collections import OrderedDict


class Key:
    action = None

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if Key.action:
            action, Key.action = Key.action, None
            action()
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f'K{self.n}'


def pair():
    Key.action = None
    return OrderedDict((Key(n), n) for n in range(3)), OrderedDict((Key(n), n) for n in range(3))


a, b = pair()
print(a == b, a != b, a == dict(b), dict(a) == b)


class Sub(OrderedDict):
    def __getitem__(self, key):
        self.clear()
        return 'v'


show(Sub([(1, 'v1'), (2, 'v2')]).copy)


class Attributes(OrderedDict):
    def __init__(self, *args):
        super().__init__(*args)
        self.x = 'init'


s = Attributes([(1, 2)])
s.x = 5
c = s.copy()
print(type(c).__name__, c, c.x)
for other in (OrderedDict([(2, 1), (1, 2)]), {2: 1, 1: 2}, OrderedDict([(1, 2), (2, 1)]), [(1, 2)]):
    print(OrderedDict([(1, 2), (2, 1)]) == other, OrderedDict([(1, 2), (2, 1)]) != other)
d = OrderedDict.fromkeys('abcd')
for f in (lambda: d.move_to_end('a'), lambda: d.move_to_end('d', last=False), lambda: d.move_to_end('x'), lambda: d.popitem(), lambda: d.popitem(last=False), lambda: d.pop('x'), lambda: d.pop('x', 1), lambda: OrderedDict().popitem(), lambda: list(reversed(d)), lambda: d | {'z': 1}, lambda: {'z': 1} | d, lambda: d | [], lambda: OrderedDict(1), lambda: OrderedDict([], [])):
    show(f)
    print(list(d), end=' ')
d['self'] = d
print(d)


