# Dicts of other classes in hot loops: Counter, defaultdict, OrderedDict, classes with __missing__ or methods of their own.
from collections import Counter, OrderedDict, defaultdict

c = Counter()
t = 0
for n in range(5000):
    c[n % 7] += 1
    c[n % 3, n % 2] += 2
    if n % 5 in c and c["none"] == 0:
        t += c[n % 7]
    if n % 1000 == 0:
        del c[n % 7]
        del c["missing"]
print(sorted(c.items(), key=str), t, c.most_common(1))
t = 0
for k in range(300):
    for key in c:
        t += c[key]
    for key, v in c.items():
        t += v
    for v in c.values():
        t -= v
print(t, len(c), c.get(1), c.get("x", 5), c.setdefault(1, 9), c.pop(2), c.total())

ds = [defaultdict(int), defaultdict(list), defaultdict(set), defaultdict(dict), defaultdict(float), defaultdict(str), defaultdict(tuple)]
i, l, s, d, f, x, p = ds
for n in range(4000):
    k = n % 1500
    i[k] += n
    l[k].append(n)
    s[k].add(n % 4)
    d[k][n % 3] = n
    f[k] += 0.5
    x[k] += "a"
    p[k] += (n,)
    if n == 3000:
        i.default_factory = lambda: 1000
        l.default_factory = None
    if n > 3500:
        i[-n] += 1
        try:
            l[-n]
        except KeyError as e:
            last = e.args
print(sum(i.values()), sum(map(len, l.values())), sorted(map(len, s.values()))[-1], d[5], f[7], x[9], p[11], last)
print(type(f[1]), i[-3999], len(i))


class Default(dict):
    asked = 0

    def __missing__(self, key):
        Default.asked += 1
        if key > 2000:
            raise KeyError("too large")
        return -key


m = Default()
t = 0
for n in range(4000):
    if n % 2:
        m[n % 100] = n
    try:
        t += m[n % 100] + m[n]
    except KeyError as e:
        t += len(e.args[0])
print(t, Default.asked, len(m), m.get(5000))


class Own(dict):
    def __getitem__(self, k):
        return "got %s" % k


class Late(dict):
    pass


o, late = Own(a=1), Late()
seen = []
for n in range(4000):
    late[n % 3] = n
    if n == 2000:
        Late.__missing__ = lambda self, k: "late"
    if n == 2500:
        Late.__getitem__ = lambda self, k: "replaced"
    if n == 3000:
        Late.__setitem__ = lambda self, k, v: None
    if n == 3500:
        Late.__contains__ = lambda self, k: True
    r = (o["a"], late[n % 3] == n, "q" in late)
    if n >= 2000:
        r += (late["zz"],)
    if r not in seen:
        seen.append(r)
print(seen, dict.__getitem__(late, 1))

od = OrderedDict()
for n in range(4000):
    od[n % 50] = n
    if n % 7 == 0:
        od.move_to_end(n % 50)
    if n % 11 == 0 and n % 50 in od:
        del od[n % 50]
print(list(od)[:5], list(od.items())[-2:], od == OrderedDict(od), sum(od[k] for k in od))
seen = []
for n in range(3000):
    try:
        for k in od:
            if n == 2500:
                od["new"] = 1
    except RuntimeError as e:
        seen.append(str(e))
print(seen)
