# Calls and returns, of Python functions and others, as a profile function sees them.
import sys


def inner(x):
    return len([x])


def outer(x):
    try:
        int("a")
    except ValueError:
        pass
    return inner(x) + abs(-1)


events = []


def profiler(frame, event, arg):
    if event.startswith("c_"):
        arg = arg.__name__
    events.append((frame.f_code.co_name, event, arg))


sys.setprofile(profiler)
outer(1)
sys.setprofile(None)
for e in events:
    print(*e)
print(sys.getprofile())
