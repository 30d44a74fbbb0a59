# The truth of what is no plain bool or number, in hot loops: deques, containers of all kinds, subclasses, matches, classes.
import re
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from types import MappingProxyType


def bfs(n):
    q = deque([0])
    seen = {0}
    order = []
    while q:
        x = q.popleft()
        order.append(x)
        for y in (2 * x + 1, 2 * x + 2):
            if y < n and y not in seen:
                seen.add(y)
                q.append(y)
    return len(order), order[-1], not q


print(bfs(5000))
q = deque(range(100))
n = 0
while q and q[0] < 5000:
    q.append(q[-1] + 1)
    n += q.popleft() + len(q) + q[50]
    if n % 97 == 0:
        n += sum(1 for x in q if x % 2)
print(n, len(q), q[0])
for k in range(60):
    try:
        deque()[k]
    except IndexError as e:
        m = str(e)
print(m)


class L(list):
    pass


class N(list):
    def __bool__(self):
        return self == []


class D(dict):
    def __len__(self):
        return 0


class S(str):
    pass


class Own(deque):
    def __len__(self):
        return 0


class Plain:
    pass


things = [
    deque(), deque([1]), L(), L([1]), N(), N([1]), D(), D(a=1), S(), S("a"), Counter(), Counter("a"), OrderedDict(), OrderedDict(a=1),
    defaultdict(int), 0j, 1j, b"", b"a", bytearray(), bytearray(b"a"), range(0), range(3), {}.keys(), {1: 1}.items(), re.match("a", "a"),
    array("i"), array("i", [1]), Own([1]), Plain, Plain(), len, bfs, MappingProxyType({}), MappingProxyType({1: 2}), memoryview(b""), iter([]), slice(1),
    10**30, frozenset(), frozenset([1]), NotImplementedError(), (x for x in ()), ..., None, "", "a", Exception,
]
out = []
for t in things:
    r = 0
    for k in range(1500):
        if t:
            r += 1
        if not t:
            r += 10000
        r += bool(t) + (t and 1 or 0 if isinstance(t, (int, str)) else 0)
    out.append(r)
print(out)
r = 0
for k in range(6000):
    if things[k % len(things)]:
        r += k
print(r)
x = Plain()
r = 0
for k in range(4000):
    if k == 2000:
        Plain.__len__ = lambda self: 0
    if k == 3000:
        Plain.__bool__ = lambda self: True
    if x:
        r += 1
print(r)
r = 0
l = L([1])
for k in range(4000):
    if k == 2000:
        L.__len__ = lambda self: 0
    if k == 3000:
        del L.__len__
        l.clear()
    if l:
        r += 1
print(r)
print([hasattr(x, "__bool__") for x in ([], {}, (), set(), "", range(3), frozenset(), b"", deque(), 1, 1.5, 1j, None)])
