"""What hot loops call begins to watch them: the rest of the iteration is watched, too."""
import sys

events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno))
    return tracer


def profiler(frame, event, arg):
    if event in ("call", "return"):
        events.append((frame.f_code.co_name, event))


def helper(i):
    return i + 1


def begin(i):
    if i == 1200:
        setter(watcher)
    elif i == 1203:
        setter(None)
    return i


class Truth:
    def __bool__(self):
        begin(self.i)
        return True


class Item:
    def __init__(self, i):
        self.i = i

    def __getattr__(self, name):
        return begin(self.i)

    def __lt__(self, other):
        return begin(self.i) < other.i


def truths(n):
    s = 0
    k = Truth()
    for i in range(n):
        k.i = i
        if k:
            s += helper(i)
        s += helper(s & 1)
    return s


def keys(n):
    s = 0
    for i in range(n):
        s += sorted([i], key=begin)[0]
        s += helper(s & 1)
    return s


def attributes(n):
    s = 0
    for i in range(n):
        s += Item(i).missing
        s += helper(s & 1)
    return s


def minima(n):
    s = 0
    for i in range(n):
        s += min(Item(i), Item(i + 1)).i
        s += helper(s & 1)
    return s


def produce(n):
    for i in range(n):
        yield begin(i)
        helper(i)


def mapped(n):
    s = 0
    for x in map(lambda x: helper(x), produce(n)):
        s += helper(x & 3)
    return s


def filtered(n):
    s = 0
    for x in filter(lambda x: helper(x) & 1, produce(n)):
        s += helper(x & 3)
    return s


def numbered(n):
    s = 0
    for i, x in enumerate(produce(n)):
        s += helper(x & 3) + i
    return s


for setter, watcher in [(sys.settrace, tracer), (sys.setprofile, profiler)]:
    for f in [truths, keys, attributes, minima, mapped, filtered, numbered]:
        events.clear()
        print(f.__name__, f(2000), len(events))
        print(events)
