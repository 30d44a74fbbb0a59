"""What asynchronous generators' methods give is reported if nobody awaits it."""
import gc, re
import sys
import warnings

warnings.simplefilter("always")
seen = []
reported = set()
sys.unraisablehook = lambda u: seen.append((u.err_msg[:52], type(u.exc_value).__name__, str(u.exc_value)))


def show(message, category, filename, lineno, file=None, line=None):
    seen.append((category.__name__, lineno, str(message)))


warnings.showwarning = show


async def generator():
    yield 1
    yield 2


def forget():
    g = generator()
    g.asend(None)
    g.athrow(ValueError)
    g.aclose()
    anext(g)


def apart(f):
    """Calls f from native code, of whose frames nothing is left for a conservative collector to see."""
    re.sub("x", lambda _: f() and "", "x")



def collect():
    """What was reported; the same only once, because a conservative collector may keep one of several for a while."""
    for _ in range(3):
        gc.collect()
    for entry in sorted(set(seen) - reported):
        print(*entry)
    reported.update(seen)
    seen.clear()


def use():
    g = generator()
    step = g.asend(None)
    try:
        step.send(None)
    except StopIteration as e:
        print("got", e.value)
    step = g.aclose()
    try:
        step.send(None)
    except StopIteration as e:
        print("closed", e.value)
    step = anext(generator(), 5)
    step.close()

for _ in range(5):
    apart(forget)
collect()
apart(use)
collect()
warnings.simplefilter("error")
for _ in range(5):
    apart(forget)
collect()
