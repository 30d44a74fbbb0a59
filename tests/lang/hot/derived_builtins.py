# Instances of classes that derive from built-in ones, in hot loops: what they inherit, and what they get while loops run.
import enum
from collections import OrderedDict, deque, namedtuple


class L(list):
    pass


class T(tuple):
    pass


class S(set):
    pass


class D(dict):
    pass


class Q(deque):
    pass


class I(int):
    pass


class F(float):
    pass


class Text(str):
    pass


class Mixed(L):
    def __init__(self, *args):
        super().__init__(*args)
        self.extra = len(self)


P = namedtuple("P", "x y")


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


N = 300


def lists():
    l, total = L(), 0
    for i in range(N):
        l.append(i)
        l[i // 2] += 1
        if i % 7 == 6:
            total += l.pop() + l.pop(0)
            del l[1]
        l.insert(1, i)
        total += len(l) + l[-1] + l[0] + (i in l)
    for x in l:
        total += x
    for k, x in enumerate(reversed(l)):
        total += k * x
    a, b, *c = l
    while l:
        total += l.pop()
    try:
        for k in range(N):
            l[k]
    except IndexError as e:
        print(e)
    return total, len(c), type(l), not l


def tuples():
    total = 0
    for i in range(N):
        t = T((i, 2))
        a, b = t
        p = P(i, y=b)
        c, d = p
        total += t[0] + t[-1] + a + b + c * d + p[1] + p.x + len(p) + (p == (i, 2)) + (t < p)
        for x in p:
            total += x
        try:
            a, b, c = p
        except ValueError as e:
            last = str(e)
        try:
            p[2]
        except IndexError as e:
            last += str(e)
    print(last, type(t), p)
    return total


def sets_and_dicts():
    s, d, q, o, total = S(), D(), Q([0]), OrderedDict(), 0
    for i in range(N):
        s.add(i % 50)
        s.discard(i % 7)
        total += (i in s) + len(s) + bool(s)
        d[i % 9] = i
        d.setdefault(i % 11, i)
        total += d.get(3, 1) + len(d) + (i in d)
        q.append(i)
        total += q.popleft() + len(q)
        o[i % 5] = i
        o.move_to_end(i % 5)
        total += o[i % 5]
    return total, sorted(s), d, q, list(o)


def numbers_and_text():
    total, a, b, t = 0, I(3), F(1.5), Text("key")
    d = {"key": 1, 3: 2}
    for i in range(N):
        total += a + i - (a * 2) + (i < a) + (a == 3) + (b > a) + b * 2 + (a & 1) + (-a) + d[t] + d[a]
        if Level.LOW < Level.HIGH and Level(1 + i % 2) == i % 2 + 1:
            total += Level.HIGH + len(t) + (t == "key") + (t != "other") + (t < "zzz")
        total += [1, 2, 3, 4][a] + (10**20 * a) % 7
        if i % 100 == 99:
            a = 3 if i > 200 else I(3)
    return total, type(a + 0), type(t + "")


def made():
    total = 0
    for i in range(N):
        l, d, s = L(), D(), S((1, 2))
        l.append(i)
        d[i] = l
        m = Mixed((i, i))
        total += len(l) + len(d) + len(s) + len(m) + m.extra + len(L((1, 2, 3))) + I(i) + F(2) + len(Text(i))
    return total, type(I(3)), type(l), vars(m)


for f in (lists, tuples, sets_and_dicts, numbers_and_text, made):
    print(f.__name__, f())


# A class gets another method while a loop relies on what it inherits.
def changed(base, values, name, method, use):
    class C(base):
        pass

    class E(C):
        pass

    seen = []
    for c in (C, E):
        v = c(values)
        for i in range(N):
            if i == N // 2:
                setattr(C, name, method)
            try:
                r = use(v)
            except Exception as e:
                r = type(e).__name__, str(e)
            if not seen or seen[-1] != r:
                seen.append(r)
        delattr(C, name)
    print(base.__name__, name, seen)


def looped(v):
    return [x for x in v]


def unpacked(v):
    a, b = v
    return a, b


def grown(v):
    v += [1]
    del v[2:]
    return v[:]


pair = [5, 6]
for base in (list, tuple):
    changed(base, pair, "__getitem__", lambda s, k: "item", lambda v: v[1])
    changed(base, pair, "__len__", lambda s: 77, len)
    changed(base, pair, "__len__", lambda s: 0, lambda v: "yes" if v else "no")
    changed(base, pair, "__bool__", lambda s: False, lambda v: "yes" if v else "no")
    changed(base, pair, "__iter__", lambda s: iter("pq"), looped)
    changed(base, pair, "__iter__", lambda s: iter("pq"), unpacked)
    changed(base, pair, "__contains__", lambda s, x: x == "odd", lambda v: (5 in v, "odd" in v))
    changed(base, pair, "__eq__", lambda s, o: "equal", lambda v: v == base(pair))
    changed(base, pair, "__lt__", lambda s, o: "less", lambda v: v < v)
    changed(base, pair, "__add__", lambda s, o: "sum", lambda v: v + base(pair))
changed(list, pair, "__setitem__", lambda s, k, x: None, lambda v: (v.__len__(), v.__getitem__(0), [v.append(v.pop() + 1)]) and v.copy() if v.append(0) or v.pop() == 0 else 0)
changed(list, pair, "__delitem__", lambda s, k: 1 / 0, lambda v: [v.append(1), v.__delitem__(0)] and len(v))
changed(list, pair, "__iadd__", lambda s, o: L(pair), grown)
changed(list, pair, "append", lambda s, x: "mine", lambda v: (v.append(1), v.pop(), len(v)))
changed(set, pair, "__contains__", lambda s, x: x == 9, lambda v: (5 in v, 9 in v))
changed(set, pair, "__len__", lambda s: 9, len)
changed(set, pair, "add", lambda s, x: "added", lambda v: v.add(5))
changed(dict, [(1, 2)], "__contains__", lambda s, x: x == 9, lambda v: (1 in v, 9 in v))
changed(dict, [(1, 2)], "__missing__", lambda s, x: x * 2, lambda v: v[4])
changed(deque, pair, "popleft", lambda s: "left", lambda v: (v.append(5), v.popleft()))
for base, value in ((int, 3), (float, 2.5), (str, "ab")):
    changed(base, value, "__eq__", lambda s, o: "equal", lambda v: v == value)
    changed(base, value, "__gt__", lambda s, o: "greater", lambda v: (v > value, value < v))
    changed(base, value, "__radd__", lambda s, o: "radd", lambda v: value + v)
    changed(base, value, "__hash__", lambda s: 1, lambda v: {value: 1}.get(v))
    changed(base, value, "__bool__", lambda s: False, lambda v: "yes" if v else "no")
changed(int, 3, "__add__", lambda s, o: "sum", lambda v: v + 1)
changed(int, 3, "__iadd__", lambda s, o: "isum", lambda v: [v := v + 0, v.__class__.__name__])
changed(int, 3, "__index__", lambda s: 0, lambda v: [7, 8, 9, 10][v])
changed(int, 3, "__neg__", lambda s: "neg", lambda v: -v)


class Made(list):
    pass


kinds = []
for i in range(N):
    if i == 100:
        Made.__init__ = lambda s, *a: s.append("init")
    if i == 200:
        Made.__new__ = lambda c, *a: (1, 2)
    r = Made((1,))
    if not kinds or kinds[-1] != r:
        kinds.append(r)
print(kinds)
