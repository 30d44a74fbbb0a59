# Registries, decorators with state, context managers and generators together.
import functools
from contextlib import contextmanager

REGISTRY, CALLS = {}, {}


def register(name=None, *, retries=0):
    def decorate(f):
        @functools.wraps(f)
        def wrapper(*args, **kwargs):
            for attempt in range(retries + 1):
                CALLS[f.__name__] = CALLS.get(f.__name__, 0) + 1
                try:
                    return f(*args, **kwargs)
                except ValueError:
                    if attempt == retries:
                        raise
        REGISTRY[name or f.__name__] = wrapper
        return wrapper
    return decorate


state = {"fail": 0, "depth": 0}


@contextmanager
def nested(label):
    state["depth"] += 1
    try:
        yield state["depth"]
    finally:
        state["depth"] -= 1


@register()
def parse(text):
    with nested("parse"):
        for part in text.split(","):
            yield int(part)


@register("unstable", retries=2)
def flaky(x):
    state["fail"] += 1
    if state["fail"] % 3:
        raise ValueError(x)
    return x * 2


@register(retries=1)
def hopeless(x):
    raise ValueError(f"never {x}")


total = 0
for i in range(300):
    for n in REGISTRY["parse"](f"{i},{i + 1},{i * 2}"):
        with nested("outer") as depth:
            total += REGISTRY["unstable"](n) + depth
try:
    hopeless(5)
except ValueError as error:
    print(error, hopeless.__name__)
print(total, CALLS, state, sorted(REGISTRY))
