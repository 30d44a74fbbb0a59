# Frames, tracing and monitoring of generators behind `enumerate` and `zip`.
import sys
import traceback


def looks(n, box):
    for i in range(n):
        if i % 50 == 49:
            frame = sys._getframe()
            back = frame.f_back
            box.append((frame.f_code.co_name, frame.f_lineno - looks.__code__.co_firstlineno,
                        back.f_code.co_name, back.f_lineno - back.f_code.co_firstlineno,
                        sorted(back.f_locals), back.f_locals.get("x")))
        yield i
    box.append(sys._getframe(1).f_code.co_name)


def gen(n):
    for i in range(n):
        yield i


def loop(make):
    box = []
    total = 0
    x = "none"
    for i, x in make(looks(200, box)):
        total += x
    return total, box


for make in (enumerate, lambda g: zip(g, gen(1000)), lambda g: zip(gen(1000), g),
             lambda g: zip(range(1000), g), lambda g: zip(g, range(1000))):
    total, box = loop(make)
    print(total, len(box))
    for entry in box[:3] + box[-1:]:
        print("  ", entry)


def states(n):
    import inspect
    g = gen(n)
    seen = set()
    for i, x in enumerate(g):
        seen.add((inspect.getgeneratorstate(g), g.gi_running, g.gi_frame.f_locals["i"] == x,
                  g.gi_frame.f_back is None, g.gi_frame.f_lineno - gen.__code__.co_firstlineno))
    return seen, inspect.getgeneratorstate(g), g.gi_frame


print(states(300))


def inner_state(n, box):
    for i in range(n):
        if i % 97 == 96:
            g = box[0]
            print(g.gi_running, g.gi_frame.f_locals["i"], g.gi_frame.f_back.f_code.co_name, g.gi_yieldfrom)
        yield i


def run_inner(n):
    box = []
    g = inner_state(n, box)
    box.append(g)
    total = 0
    for i, x in zip(g, enumerate(gen(n))):
        total += i + x[0]
    return total


print(run_inner(300))


def stack(n):
    for i in range(n):
        if i == n - 1:
            yield [(f.name, f.line) for f in traceback.extract_stack()]
        yield i


def outer(n):
    yield from stack(n)


def names():
    out = []
    for i, x in enumerate(outer(200)):
        if isinstance(x, list):
            out = x
    return out


print(names())


class Stop(Exception):
    pass


def raising(n):
    for i in range(n):
        yield i
    raise Stop


def returning(n):
    for i in range(n):
        yield i
    return 5


def second(n):
    yield from raising(n)


def trace_of(make):
    try:
        for i, x in make:
            pass
    except Stop:
        traceback.print_exc(file=sys.stdout)


trace_of(enumerate(second(200)))
trace_of(zip(gen(300), second(200)))
trace_of(zip(range(300), second(200)))
trace_of(zip(second(200), range(300)))
trace_of(zip(second(200), gen(300)))
for n in range(300):
    try:
        for i, x in enumerate(raising(2)):
            y = x
    except Stop as stop:
        tb = stop.__traceback__
        lines = []
        while tb:
            lines.append((tb.tb_lineno, tb.tb_frame.f_code.co_name))
            tb = tb.tb_next
print(lines)


# Tracing begins and ends in the midst of it.
def traced(n, on, off):
    for i in range(n):
        if i == on:
            sys.settrace(tracer)
            sys._getframe().f_trace = tracer
            sys._getframe(1).f_trace = tracer
        if i == off:
            sys.settrace(None)
        yield i


events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno,
                   arg if isinstance(arg, int) else None))
    return tracer


def drive(make):
    total = 0
    for i, x in make:
        total += x
    return total


for make in (lambda g: enumerate(g), lambda g: zip(g, gen(1000)), lambda g: zip(gen(1000), g), lambda g: zip([0] * 1000, g)):
    print(drive(make(traced(200, 150, 153))))
    print(len(events), events)
    events.clear()

# (The iterators live on, for none to be closed while that is traced.)
its = [enumerate(gen(2)), zip(gen(2), gen(2)), zip([1, 2], gen(1)), enumerate(returning(1)), zip([1, 2], returning(1)),
       zip(gen(2), [1, 2, 3])]
for it in its:
    sys.settrace(tracer)
    drive(it)
    sys.settrace(None)
    print(events)
    events.clear()

# Monitoring.
mon = sys.monitoring
E = mon.events
TOOL = 3
mon.use_tool_id(TOOL, "test")
log = []


def note(name):
    def callback(code, *args):
        if code.co_name in ("drive", "gen", "raising", "returning"):
            log.append((name, code.co_name, args[1] if name in ("yield", "return") else None))
    return callback


NAMES = {"yield": E.PY_YIELD, "return": E.PY_RETURN, "resume": E.PY_RESUME, "start": E.PY_START,
         "unwind": E.PY_UNWIND, "raise": E.RAISE, "stop": E.STOP_ITERATION}
for name, event in NAMES.items():
    mon.register_callback(TOOL, event, note(name))
for make in (lambda: enumerate(gen(2)), lambda: zip(gen(2), gen(1)), lambda: zip(gen(1), gen(2)), lambda: zip((1, 2), gen(1)),
             lambda: enumerate(returning(1)), lambda: zip([1, 2], returning(1)), lambda: map(lambda x: (x, x), gen(1)),
             lambda: map(lambda x: (x, x), returning(1)), lambda: enumerate(raising(1)), lambda: zip(gen(3), raising(1))):
    it = make()
    its.append(it)
    mon.set_events(TOOL, sum(NAMES.values()))
    try:
        drive(it)
    except Stop:
        pass
    mon.set_events(TOOL, 0)
    print(log)
    log.clear()
mon.free_tool_id(TOOL)

# Recursion that is too deep.
def deep(n):
    for i, x in enumerate(deep(n + 1)):
        yield x


def deeper(n):
    for i, x in zip(gen(10), deeper(n + 1)):
        yield x


for f in (deep, deeper):
    try:
        list(f(0))
    except RecursionError as error:
        print(error)
    print(drive(enumerate(gen(300))))
