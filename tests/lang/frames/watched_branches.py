# Which branches of loops and patterns `sys.monitoring` sees, on which lines.
import sys

monitoring = sys.monitoring
monitoring.use_tool_id(1, "test")
events = monitoring.events

def line(code, offset):
    for start, end, number in code.co_lines():
        if start <= offset < end:
            return None if number is None else number - code.co_firstlineno

def callback(name):
    def f(code, a, b):
        print(name, code.co_name, line(code, a), line(code, b))
    return f

monitoring.register_callback(1, events.BRANCH_LEFT, callback("left"))
monitoring.register_callback(1, events.BRANCH_RIGHT, callback("right"))

def in_function():
    x = 1
    for a in range(2):
        if a:
            x = 4
        else:
            x = 6
    7

def match(v=1):
    x = 0
    for v in range(4):
        match v:
            case 1:
                x += 1
            case 2:
                x += 2
            case _:
                x += 3
    return x

def of_list():
    for v in [1, 2]:
        v
    return 5

def of_generator():
    for v in generator():
        v
    while v < 5:
        v += 2
    return v

def generator():
    yield 1
    yield 2

for f in (in_function, match, of_list, of_generator):
    print("--", f.__name__)
    monitoring.set_local_events(1, f.__code__, events.BRANCH_LEFT | events.BRANCH_RIGHT)
    f()
    monitoring.set_local_events(1, f.__code__, 0)

lines = []
def on_line(code, number):
    lines.append((code.co_name, number - code.co_firstlineno))

def nested():
    def a():
        yield
    def b():
        yield from a()
    g = b()
    next(g)
    return g

monitoring.register_callback(1, events.LINE, on_line)
monitoring.set_events(1, events.LINE)
g = nested()
monitoring.set_events(1, 0)
print([l for l in lines if l[0] != "<module>"])

class Endless:
    def __getitem__(self, i):
        return i
it = iter(Endless())
it.__setstate__(sys.maxsize - 2)
print(next(it), next(it))
for _ in range(2):
    try:
        next(it)
    except OverflowError as e:
        print(e)
