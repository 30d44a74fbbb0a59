# Calls with * and **, and functions that take them; keyword-only defaults, which change.

def star(f):
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner

@star
def add(a, b=2, *, c=3, **rest):
    return a + b * c + len(rest)

@star
class Point:
    def __init__(self, x, y=5, **more):
        self.x, self.y, self.more = x, y, more

def kw(**d):
    return d

def only(*, a=1, b):
    return a * 10 + b

total = 0
for i in range(6000):
    total += add(i) + add(i, 1) + add(i, b=i) + add(i, c=1, z=2, w=3)
    p = Point(i, more=1) if i % 3 else Point(i, 1, q=i)
    total += p.x + p.y + len(p.more) + p.more.get('q', 0)
    total += only(b=i)
    if i == 4000:
        only.__kwdefaults__['a'] = 7
    if i == 5000:
        only.__kwdefaults__ = {'a': 8}
    d = kw(x=i, y=2)
    d['z'] = i
    total += sum(d.values()) + len(kw())
print(total)

# The dict of keywords is a new one each time.
seen = []
for i in range(4000):
    d = kw()
    if i % 1000 == 0:
        d[i] = i
        seen.append(d)
    d2 = kw(a=i)
    if i % 1500 == 3:
        seen.append(d2)
print(seen)

# Errors.
def two(a, b):
    return a - b
log = []
for i in range(5000):
    args = (i, 2) if i % 997 else (i,)
    keywords = {'b': 3} if i % 991 == 0 and i else {}
    try:
        log.append(two(*args, **keywords))
    except TypeError as e:
        log.append(str(e))
    lst = [i, 3] if i % 800 else [i, 3, 4]
    try:
        log.append(two(*lst))
    except TypeError as e:
        log.append(str(e))
print(len(log), sum(x for x in log if isinstance(x, int)), sorted({x for x in log if isinstance(x, str)}))

def merge(a, b):
    return kw(**a, **b)
n = 0
for i in range(3000):
    a = {'x': i}
    b = {'y': 1, 'z': 2}
    if i % 700 == 5:
        b['x'] = 2
    if i % 900 == 6:
        b[3] = 2
    try:
        n += len(merge(a, b))
    except TypeError as e:
        print(i, e)
print(n)

