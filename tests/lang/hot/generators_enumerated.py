# Generators behind `enumerate` and `zip`, in loops that become traces.
import sys
import traceback


def gen(n, log=None, name=""):
    for i in range(n):
        if log is not None:
            log.append(f"{name}{i}")
        yield i
    if log is not None:
        log.append(f"{name}end")


def delegating(n):
    yield from gen(n)
    yield from (x * 2 for x in gen(3))
    return 7


def sums(make, n):
    total = 0
    for i, x in make(n):
        total = total * 3 + i * 5 + x & 0xFFFFFFFF
    return total


def tuples(make, n):
    last = None
    for t in make(n):
        last = t
    return last


MAKERS = [
    lambda n: enumerate(gen(n)),
    lambda n: enumerate(gen(n), 1000),
    lambda n: enumerate(delegating(n)),
    lambda n: zip(gen(n), gen(n)),
    lambda n: zip(gen(n), gen(n + 1)),
    lambda n: zip(gen(n + 1), gen(n)),
    lambda n: zip(range(n), gen(n)),
    lambda n: zip(gen(n), range(n)),
    lambda n: zip([*range(n)], delegating(n)),
    lambda n: zip(delegating(n), (*range(n),)),
    lambda n: zip(delegating(n), delegating(n + 2)),
    lambda n: zip(enumerate(gen(n)), gen(n)),
    lambda n: zip(gen(n), gen(n), strict=True),
]

for number, make in enumerate(MAKERS):
    if number == 11:
        total = 0
        for (i, x), y in make(500):
            total += i * x + y
        print(number, total, tuples(make, 500))
        continue
    print(number, sums(make, 2000), tuples(make, 300), tuples(make, 0), tuples(make, 1))

# Short loops, whose ends are hot.
total = 0
for n in range(1500):
    for i, x in enumerate(gen(n % 5)):
        total += i + x
    for i, x in zip(gen(n % 4), gen(n % 3)):
        total += i * x + 1
    for i, x in zip(gen(3), [1, 2, 3][: n % 4]):
        total += i * x + 2
    for i, x in zip([1, 2, 3][: n % 4], gen(n % 3)):
        total += i * x + 3
print(total)


# What is advanced before one is exhausted, and what the loop variable is then.
def order(a, b, swap):
    log = []
    x = "before"
    g, h = gen(a, log, "a"), gen(b, log, "b")
    for x in zip(h, g) if swap else zip(g, h):
        log.append("body")
    return x, log[-4:], len(log), next(g, "none"), next(h, "none")


for a, b in [(0, 0), (1, 0), (0, 1), (200, 200), (201, 200), (200, 201)]:
    print(order(a, b, False), order(a, b, True))


def order_of_list(a, b):
    log = []
    it = iter([*range(a)])
    g = gen(b, log, "g")
    x = "before"
    for x in zip(it, g):
        log.append(x)
    rest = list(it), list(g)
    it = iter([*range(a)])
    g = gen(b)
    for x in zip(g, it):
        log.append(x)
    return x, log[-3:], rest, list(it), list(g)


for a, b in [(0, 2), (2, 0), (200, 203), (203, 200)]:
    print(order_of_list(a, b))

# The same zip again, after its end.
z = zip(gen(300), gen(400))
print(len([x for x in z]), [x for x in z], next(z, "end"))
g = gen(300)
z = zip([1] * 500, g)
print(len([x for x in z]), [x for x in z], next(z, "end"))

# One generator, twice.
g = gen(1001)
print(sum(x * y for x, y in zip(g, g)), list(g))
g = gen(500)
print([t for t in zip(g, enumerate(g))][-1])

# Strict.
for a, b in [(300, 300), (300, 301), (301, 300)]:
    try:
        n = 0
        for x, y in zip(gen(a), gen(b), strict=True):
            n += x - y + 1
        print(n)
    except ValueError as error:
        print(n, error)
z = zip(gen(3), gen(5))
for x in z:
    z.__setstate__(True)
    break
try:
    for x in z:
        print(x)
except ValueError as error:
    print(error)

# Counts that leave the immediate ints, and the machine words.
for start in [2**60 - 100, 2**61 - 100, 2**62 - 100, 2**63 - 100, 2**64, -(2**62) - 50, -(2**63) - 50, True]:
    total = 0
    for i, x in enumerate(gen(200), start):
        total ^= i * (x + 1)
    print(start, total, i, type(i))


# Who else advances what is looped over.
def thief(n, box):
    for i in range(n):
        if i % 7 == 3 and box:
            try:
                box.append(next(box[0]))
            except ValueError as error:
                box.append(str(error))
        yield i


for kind in range(4):
    box = []
    g = thief(200, box)
    it = [enumerate(g), zip(g, gen(1000)), zip(gen(1000), g), zip(range(1000), g)][kind]
    box.append(it)
    out = [x for x in it]
    print(kind, len(out), out[2:6], out[-1], len(box), box[1:3])

# The body advances it, too.
it = enumerate(gen(500))
out = []
for i, x in it:
    if x % 3 == 0:
        out.append(next(it, None))
print(out[-2:], sum(a + b for a, b in out))
g = gen(500)
z = zip(range(1000), g)
out = []
for i, x in z:
    if x % 3 == 0:
        out.append((next(g, None), next(z, None)))
print(out[-2:], len(out))


# A loop over a zip, inside of the generator that feeds it.
def nested(n, box):
    for i in range(n):
        if i == n - 5:
            try:
                for x in box[0]:
                    print("never", x)
            except ValueError as error:
                print(error)
        yield i


for kind in range(3):
    box = []
    g = nested(100, box)
    box.append([enumerate(g), zip(gen(300), g), zip(g, gen(300))][kind])
    out = [x for x in box[0]]
    print(len(out), out[93:96], out[-1])


# Exceptions.
class Stop(Exception):
    pass


def raising(n, exc=Stop):
    for i in range(n):
        yield i
    raise exc("thrown")


def catches(make):
    n = 0
    try:
        for i, x in make:
            n += i + x
    except Exception as error:
        lines = [f.lineno - catches.__code__.co_firstlineno if f.name == "catches" else f.name
                 for f in traceback.extract_tb(error.__traceback__)]
        return n, type(error).__name__, str(error), repr(error.__cause__), lines
    return n


for exc in (Stop, StopIteration, ZeroDivisionError):
    print(catches(enumerate(raising(300, exc))))
    print(catches(zip(raising(300, exc), gen(1000))))
    print(catches(zip(gen(1000), raising(300, exc))))
    print(catches(zip(range(1000), raising(300, exc))))
    print(catches(zip(raising(300, exc), range(1000))))
    print(catches(enumerate(x for x in raising(300, exc))))

total = 0
for n in range(1000):
    try:
        for i, x in enumerate(raising(n % 5)):
            total += x
    except Stop as stop:
        total += len(stop.__traceback__.tb_next.tb_frame.f_code.co_name)
    z = zip(gen(10), raising(n % 4))
    try:
        for i, x in z:
            total += x
    except Stop:
        total += len(list(z))
print(total)


class Quits:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration
        if self.n == 77:
            raise Stop(self.n)
        return self.n


for n in (60, 70, 300):
    try:
        total = 0
        for a, b in zip(gen(1000), Quits(n)):
            total += a * b
        print(total)
    except Stop as stop:
        print(total, stop)
    try:
        total = 0
        for a, b in zip(Quits(n), gen(1000)):
            total += a * b
        print(total)
    except Stop as stop:
        print(total, stop)


# Handled exceptions, on both sides.
def handles(n):
    for i in range(n):
        try:
            raise Stop(i)
        except Stop:
            yield sys.exception().args[0]
        yield sys.exception()


out = []
for i, x in enumerate(handles(200)):
    out.append((i, x, sys.exception()))
print(len(out), out[-2:])
try:
    raise KeyError(1)
except KeyError:
    out = []
    for i, x in zip(handles(200), handles(100)):
        out.append((i, x, sys.exception()))
    print(len(out), out[-2:])
    out = [(i, x) for i, x in enumerate(gen(300))]
    print(out[-1], sys.exception())


# Generators that feed generators.
def level(n):
    for i, x in enumerate(gen(n)):
        yield i + x


def levels(n):
    for i, x in enumerate(level(n)):
        for a, b in zip(level(2), level(3)):
            yield i + x + a + b


total = 0
for i, x in enumerate(levels(300)):
    total += i ^ x
print(total)


def recursive(n):
    if n:
        for i, x in enumerate(recursive(n - 1)):
            yield i + x
    yield n


print(list(recursive(12)), [sum(recursive(n)) for n in range(40)][-1])


# A generator that is closed by the loop's body, or thrown into.
g = gen(500)
out = []
for i, x in enumerate(g):
    out.append(x)
    if i == 300:
        g.close()
print(len(out))


def survivor(n):
    for i in range(n):
        try:
            yield i
        except Stop:
            yield "survived"


g = survivor(500)
out = []
for i, x in zip(g, gen(1000)):
    if x == 300:
        out.append(g.throw(Stop))
    out.append(i)
print(len(out), out[299:303])


# In comprehensions, by stars, in unpackings of other sizes, and by globals.
print(len({x: i for i, x in enumerate(gen(500))}), len({i for i in zip(gen(500), gen(400))}))
print([*zip(gen(200), gen(300))][-1], dict(zip(gen(300), gen(200)))[199], dict(enumerate(gen(200)))[150])
for i, (a, b) in enumerate((x, -x) for x in gen(400)):
    pass
print(i, a, b)
for i, *rest in enumerate(gen(400)):
    pass
print(i, rest)
try:
    for a, b, c in zip(gen(400), gen(400)):
        pass
except ValueError as error:
    print(error)
print(sum(i * x for i, x in enumerate(gen(1000))), max(enumerate(gen(500))), sorted(zip(gen(300), gen(300)))[-1])
