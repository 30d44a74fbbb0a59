# Calls, lines, returns and exceptions as a trace function sees them.
import sys


def generate(n):
    for i in range(n):
        yield i


def handle(x):
    y = x + 1
    if y > 1:
        y = 3
    for i in generate(2):
        y += i
    return y


def fail():
    raise KeyError(1)


def nested(n):
    if n:
        return nested(n - 1)
    fail()


events = []


def tracer(frame, event, arg):
    if event == "exception":
        arg = arg[0].__name__
    events.append((frame.f_code.co_name, frame.f_lineno, event, arg))
    return tracer


def traced(f, *args):
    events.clear()
    sys.settrace(tracer)
    try:
        f(*args)
    except KeyError as e:
        pass
    finally:
        sys.settrace(None)
    for e in events:
        if e[0] != "traced":
            print(*e)


traced(handle, 1)
traced(nested, 1)


def only_calls(frame, event, arg):
    print(event, frame.f_code.co_name)


sys.settrace(only_calls)
handle(1)
sys.settrace(None)
print(sys.gettrace())


def angry(frame, event, arg):
    raise ZeroDivisionError("no tracing here")


sys.settrace(angry)
try:
    handle(1)
except ZeroDivisionError as e:
    print(e, sys.gettrace())


def loop(n):
    total = 0
    for i in range(n):
        total += i
    return total


count = 0


def counter(frame, event, arg):
    global count
    count += 1
    return counter


sys.settrace(counter)
loop(3000)
sys.settrace(None)
print(count)
