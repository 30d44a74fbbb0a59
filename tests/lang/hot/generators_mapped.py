# Generators behind `map` and `filter`, in loops that become traces.
import sys
import traceback


def gen(n):
    for i in range(n):
        yield i


def delegating(n):
    yield from gen(n)
    yield from (x * 2 for x in gen(3))


class Stop(Exception):
    pass


def raising(n):
    for i in range(n):
        yield i
    raise Stop("thrown")


def double(x):
    return 2 * x


def odd(x):
    return x & 1


def sums(it):
    total = 0
    for x in it:
        total = total * 3 + x & 0xFFFFFFFF
    return total


MAKERS = [
    lambda n: map(double, gen(n)),
    lambda n: map(lambda x, y=3: x + y, delegating(n)),
    lambda n: map(abs, gen(n)),
    lambda n: map(lambda x, y: x * y, gen(n), gen(n + 1)),
    lambda n: filter(odd, gen(n)),
    lambda n: filter(odd, delegating(n)),
    lambda n: filter(None, gen(n)),
    lambda n: filter(None, (x % 3 for x in gen(n))),
    lambda n: filter(bool, gen(n)),
    lambda n: filter((5).__gt__, gen(n)),
    lambda n: filter(lambda x: not x, gen(n)),
    lambda n: filter(lambda x: x > n - 2, gen(n)),
    lambda n: map(double, filter(odd, gen(n))),
    lambda n: filter(odd, map(lambda x: x + 1, gen(n))),
    lambda n: (x for _, x in enumerate(map(double, gen(n)))),
    lambda n: map(lambda *rest, **names: len(rest) + rest[0], gen(n)),
]
for number, make in enumerate(MAKERS):
    print(number, sums(make(2000)), sums(make(0)), sums(make(1)), sums(make(2)))

total = 0
for n in range(1500):
    for x in map(double, gen(n % 4)):
        total += x
    for x in filter(odd, gen(n % 5)):
        total += x
    for x in filter(None, gen(n % 3)):
        total += x
print(total)

# Truths of all kinds.
values = [0, 1, "", "a", 0.0, 0.5, None, (), (1,), [], [1], {}, {1: 2}, True, False, 2**70, b"", b"x", 1j, 0j]
out = []
for n in range(40):
    for x in filter(None, (v for v in values)):
        out.append(x)
    for x in filter(lambda v: v, (v for v in values)):
        out.append(x)
print(len(out), out[-10:])


class Odd:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        if self.n == 250:
            raise Stop(self.n)
        return self.n % 2 == 1


out = []
try:
    for x in filter(None, map(Odd, gen(300))):
        out.append(x.n)
except Stop as stop:
    print(stop, out[-3:], len(out))
out = []
try:
    for x in filter(None, (Odd(n) for n in gen(300))):
        out.append(x.n)
except Stop as stop:
    print(stop, out[-3:], len(out))
out = []
try:
    for x in filter(Odd, gen(300)):
        out.append(x)
except Stop as stop:
    print(stop, out[-3:], len(out))
out = []
try:
    for x in filter(lambda n: Odd(n), gen(300)):
        out.append(x)
except Stop as stop:
    print(stop, out[-3:], len(out))


# A function that ends the loop, or raises, or makes generators.
def ends(x):
    if x == 200:
        raise StopIteration
    return x


def raises(x):
    if x == 200:
        raise Stop(x)
    return x + 1


for make in (map, filter):
    g = gen(300)
    out = [x for x in make(ends, g)]
    print(len(out), out[-1], next(g))
    g = gen(300)
    it = make(raises, g)
    out = []
    try:
        for x in it:
            out.append(x)
    except Stop as error:
        print(len(out), out[-1], next(g), next(it), [f.name for f in traceback.extract_tb(error.__traceback__)])
    out = []
    for x in make(gen, gen(150)):
        out.append(sum(x) if make is map else x)
    print(len(out), out[-1])

for make in (map, filter):
    try:
        n = 0
        for x in make(raises, raising(150)):
            n += x
    except Stop as error:
        print(n, error, [(f.name, f.lineno) for f in traceback.extract_tb(error.__traceback__)])
try:
    n = 0
    for x in filter(None, raising(150)):
        n += x
except Stop as error:
    print(n, error, [(f.name, f.lineno) for f in traceback.extract_tb(error.__traceback__)])
total = 0
for n in range(900):
    try:
        for x in map(double, raising(n % 4)):
            total += x
    except Stop:
        total += 1
    try:
        for x in filter(odd, raising(n % 4)):
            total += x
    except Stop:
        total += 1
print(total)


# Who else advances it, or loops over it.
def thief(n, box):
    for i in range(n):
        if i % 7 == 3:
            try:
                box.append(next(box[0]))
            except ValueError as error:
                box.append(str(error))
            try:
                for x in box[0]:
                    box.append(x)
            except ValueError as error:
                box.append(str(error))
        yield i


for make in (map, filter):
    box = []
    box.append(make(odd, thief(200, box)))
    out = [x for x in box[0]]
    print(len(out), out[2:6], len(box), box[1:3])

it = None


def greedy(x):
    if x % 5 == 0:
        return next(it, 77)
    return x


for make in (map, filter):
    it = make(greedy, gen(300))
    out = [x for x in it]
    print(len(out), out[-3:])


# Frames.
def looks(x):
    if x % 50 == 49:
        back = sys._getframe(1)
        return [back.f_code.co_name, back.f_lineno - back.f_code.co_firstlineno, back.f_back.f_code.co_name]
    return x


def looking(n):
    for i in range(n):
        if i % 60 == 59:
            frame = sys._getframe(1)
            print(frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_locals.get("x"))
        yield i


def loop(it):
    out = []
    for x in it:
        if isinstance(x, list):
            out.append(x)
    return out


print(loop(map(looks, looking(200))))
print(loop(filter(looks, looking(200))))
print(loop(filter(None, looking(200))))

# Tracing and monitoring.
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno,
                   arg if isinstance(arg, int) else None))
    return tracer


def drive(it):
    total = 0
    for x in it:
        total += x
    return total


its = [map(double, gen(3)), filter(odd, gen(4)), filter(None, gen(3)), map(ends, gen(2))]
for it in its:
    sys.settrace(tracer)
    drive(it)
    sys.settrace(None)
    print(events)
    events.clear()
mon = sys.monitoring
E = mon.events
TOOL = 3
mon.use_tool_id(TOOL, "test")
NAMES = {"yield": E.PY_YIELD, "return": E.PY_RETURN, "resume": E.PY_RESUME, "start": E.PY_START, "line": E.LINE,
         "left": E.BRANCH_LEFT, "right": E.BRANCH_RIGHT, "unwind": E.PY_UNWIND, "raise": E.RAISE, "stop": E.STOP_ITERATION}
log = []


def note(name):
    def callback(code, at, *args):
        if code.co_name in ("drive", "gen", "double", "odd"):
            log.append((name, code.co_name, at - code.co_firstlineno if name == "line" else None))
    return callback


for name, event in NAMES.items():
    mon.register_callback(TOOL, event, note(name))
for it in [map(double, gen(2)), filter(odd, gen(3)), filter(None, gen(3)), enumerate(gen(0))]:
    its.append(it)
    mon.set_events(TOOL, sum(NAMES.values()))
    drive(it)
    mon.set_events(TOOL, 0)
    print(log)
    log.clear()
mon.free_tool_id(TOOL)


# Recursion that is too deep, in both.
def deep(x):
    for y in map(deep, gen(3)):
        pass


def deeper(n):
    for x in filter(None, deeper(n + 1)):
        yield x


for f in (lambda: deep(0), lambda: list(deeper(0))):
    try:
        f()
    except RecursionError as error:
        print(error)
