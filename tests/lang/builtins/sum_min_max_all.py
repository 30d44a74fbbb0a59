"""sum, min, max, any, all, abs, divmod and pow with odd operands."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


class N:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return ('add', self.n, other)

    def __radd__(self, other):
        return ('radd', other)

    def __lt__(self, other):
        return self.n < other.n

    def __gt__(self, other):
        return 'truthy'

    def __bool__(self):
        return self.n > 0

    def __repr__(self):
        return f'N{self.n}'


print(sum([]), sum([1, 2.5, True]), sum([0.1] * 10), sum([1e100, 1, -1e100]), sum([[1], [2]], []), sum([(1,)], ()), sum([N(1)]), sum([N(1)], N(0)), sum([1j, 2]), sum(range(10**6)), sum([2**62] * 4), sum(iter([1.5, 2**70])))
for f in (lambda: sum(['a'], ''), lambda: sum([b'a'], b''), lambda: sum([bytearray()], bytearray()), lambda: sum(['a']), lambda: sum(5), lambda: sum([[1]]), lambda: sum([1], start='x'), lambda: sum()):
    show(f)
print(min(3, 1, 2), max('b', 'a'), min([N(3), N(1)]), max([N(1), N(3)]), min(N(2), N(1), key=lambda x: -x.n), max([], default=None), min({3: 'a', 1: 'b'}), max([1, 1.0]), max([1.0, 1]), min(True, 1), max(['aa', 'b'], key=len), min([[2], [1]]))
for f in (lambda: min(), lambda: max([]), lambda: min(1), lambda: max(1, 'a'), lambda: min(1, 2, default=3), lambda: max([1, 2], key=5), lambda: min([None, None]), lambda: max(default=1), lambda: min([1], bad=1)):
    show(f)
print(all([]), any([]), all([1, N(0)]), any([0, N(1)]), all(x for x in (1, 2)), any({0: 1}), all('a'), any(['']))
print(abs(-5), abs(-2.5), abs(3 + 4j), abs(True), divmod(7, -2), divmod(-7.5, 2), divmod(2**70, 3), pow(2, 10), pow(2, -1), pow(2, 10, 1000), pow(2, -1, 5), round(2.5), round(-3.5), round(12345, -2), round(15, -1), round(25, -1))
for f in (lambda: abs('a'), lambda: divmod(1, 0), lambda: divmod('a', 1), lambda: pow('a', 2), lambda: pow(0, -1), lambda: round('a'), lambda: round(1, 'a'), lambda: any(5), lambda: all(), lambda: hash([]), lambda: ord('ab'), lambda: ord(5), lambda: ord(''), lambda: chr(-1), lambda: chr('a'), lambda: len(5), lambda: id(), lambda: callable(), lambda: hex(1.5), lambda: bin('a')):
    show(f)
