# Heaps of objects whose comparison is written in Python; comparisons that raise, or change the heap; __class__; sets of
# classes and functions.
import heapq
from dataclasses import dataclass, field


@dataclass(order=True)
class Event:
    time: float
    seq: int
    what: str = field(compare=False, default="")


class Rev:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n > other.n


def run(make, n):
    heap, out = [], []
    x = 12345
    for i in range(n):
        x = x * 1103515245 + 12345 & 0x7FFFFFFF
        heapq.heappush(heap, make(x % 1000, i))
        if i % 3 == 2:
            out.append(heapq.heappop(heap))
    while heap:
        out.append(heapq.heappop(heap))
    return out


a = run(lambda k, i: Event(k / 8, i), 1500)
print([(e.time, e.seq) for e in a[::150]])
b = run(lambda k, i: Rev(k), 1500)
print([r.n for r in b[::150]])
c = run(lambda k, i: k, 900)
d = run(lambda k, i: (k % 5, i), 900)
print(c[::100], d[::100])
for k in range(30):
    try:
        heapq.heappop([])
    except IndexError as e:
        m = str(e)
print(m)


class Bad:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        global left
        left -= 1
        if left == 0:
            raise ZeroDivisionError(self.n)
        if left == -50:
            heap.append(self)
        return self.n < other.n


for start in (40, 777, 1):
    left = start
    heap = []
    log = []
    for i in range(600):
        try:
            heapq.heappush(heap, Bad(i * 7919 % 1009))
            if i % 4 == 3:
                log.append(heapq.heappop(heap).n)
        except ZeroDivisionError as e:
            log.append(e)
        except RuntimeError as e:
            log.append(str(e))
    print(len(heap), [h.n for h in heap[:8]], [x for x in log if not isinstance(x, int)], sum(x for x in log if isinstance(x, int)))

kinds = {int: "i", str: "s", Rev: "r", len: "l", run: "f"}
atoms = {int, float, type(None), Rev}
t = {}
things = [1, "a", 2.5, None, Rev(1), [], True]
for i in range(5000):
    x = things[i % len(things)]
    cls = x.__class__
    if cls in atoms:
        t[cls.__name__] = t.get(cls.__name__, 0) + 1
    k = kinds.get(type(x), "?")
    t[k] = t.get(k, 0) + 1
    t[kinds[run]] = i
print(t)


class Liar:
    @property
    def __class__(self):
        return int


class Swapped:
    pass


class Other:
    pass


s = Swapped()
seen = []
for i in range(3000):
    if i == 2000:
        s.__class__ = Other
    r = (s.__class__.__name__, Liar().__class__, isinstance(Liar(), int), s.__class__.__class__.__name__)
    if r not in seen:
        seen.append(r)
print(seen)


class Meta(type):
    def __hash__(cls):
        return 7

    def __eq__(cls, other):
        return cls is other


class M1(metaclass=Meta):
    pass


odd = {M1: 1, int: 2}
n = 0
for i in range(3000):
    n += odd[M1] + odd[int] + (M1 in {M1, str})
print(n)
