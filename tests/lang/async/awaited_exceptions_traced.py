# What is returned by a StopIteration shows to tracers as an exception.
import sys
import types

async def numbers(n):
    for i in range(n):
        yield i

class Returning:
    def __init__(self, value):
        self.value = value
    def __await__(self):
        return self
    def __iter__(self):
        return self
    def __next__(self):
        raise StopIteration(self.value) if self.value else StopIteration

async def loop():
    async for i in numbers(2):
        if i > 100:
            break

async def awaits():
    x = await Returning(5)
    y = await Returning(None)
    z = await inner()
    return x, y, z

async def inner():
    return 7

def delegates():
    x = yield from Returning(3)
    y = yield from iter(())
    z = yield from generator()
    return x, y, z

def generator():
    return 9
    yield

events = []
def tracer(frame, event, arg):
    line = frame.f_lineno - frame.f_code.co_firstlineno
    if event == "exception":
        arg = (arg[0].__name__, arg[1].args if isinstance(arg[1], BaseException) else arg[1])
    elif event != "return":
        arg = None
    events.append((frame.f_code.co_name, line, event, arg))
    return tracer

def run(f):
    events.clear()
    o = f()
    sys.settrace(tracer)
    try:
        o.send(None)
    except StopIteration as e:
        sys.settrace(None)
        print(f.__name__, e.value)
    finally:
        sys.settrace(None)
    for event in events:
        if event[0] == f.__name__:
            print(event)

for f in (loop, awaits, delegates):
    run(f)

lines = []
source = "def f():\n return (\n  " + "\n  ,\n  ".join(f"v{i}" for i in range(100)) + "\n )\n"
namespace = {f"v{i}": i for i in range(100)}
exec(source, namespace)
def counting(frame, event, arg):
    lines.append((event, frame.f_lineno))
    return counting
sys.settrace(counting)
namespace["f"]()
sys.settrace(None)
print(len(lines), lines[:8], lines[-3:])
