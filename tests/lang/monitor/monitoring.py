# Tools, their events, global and in one code object, and how a callback switches a place off.
import sys

m = sys.monitoring
E = m.events


def count(n):
    for i in range(n):
        yield i


def f(x):
    total = 0
    for i in count(x):
        total += i
    return total


def fail():
    raise KeyError(1)


def caught():
    try:
        fail()
    except KeyError:
        return len("caught")


def show(name):
    def callback(code, *args):
        if name != "LINE":
            args = args[1:]
        print(name, code.co_name, *args)

    return callback


m.use_tool_id(0, "tool")
print(m.get_tool(0), m.get_tool(1), m.get_events(1))
for name in "PY_START PY_RETURN PY_YIELD PY_RESUME LINE RAISE PY_UNWIND EXCEPTION_HANDLED".split():
    print(m.register_callback(0, getattr(E, name), show(name)))
m.set_local_events(0, f.__code__, E.PY_START | E.LINE | E.PY_RETURN)
f(2)
print(m.get_local_events(0, f.__code__))
m.set_local_events(0, f.__code__, 0)
f(2)
m.set_local_events(0, count.__code__, E.PY_START | E.PY_YIELD | E.PY_RESUME | E.PY_RETURN)
f(2)
m.set_local_events(0, count.__code__, 0)
m.set_events(0, E.RAISE | E.PY_UNWIND | E.EXCEPTION_HANDLED)
caught()
print(m.get_events(0))
m.set_events(0, 0)

lines = []


def once(code, line):
    lines.append(line - code.co_firstlineno)
    return m.DISABLE


m.register_callback(0, E.LINE, once)
m.set_local_events(0, f.__code__, E.LINE)
f(500)
f(3)
print(lines)
m.restart_events()
f(3)
print(lines)
m.set_local_events(0, f.__code__, 0)
m.free_tool_id(0)
for attempt in [
    lambda: m.use_tool_id(9, "x"),
    lambda: m.use_tool_id(1, 2),
    lambda: m.set_events(1, 1),
    lambda: m.register_callback(1, 3, None),
    lambda: m.set_events(0, 1 << 30),
    lambda: m.register_callback(0, 1 << 20, None),
]:
    try:
        attempt()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
