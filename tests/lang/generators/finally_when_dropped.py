"""A generator that is abandoned inside a try or a with runs its end when it is collected."""
import gc
import re
def apart(f):
    """Calls f from native code, of whose frames nothing is left for a conservative collector to see."""
    re.sub("x", lambda _: f() and "", "x")
class M:
    def __enter__(self): return self
    def __exit__(self, *a): print("exit", a[0].__name__)
def f(n):
    try:
        yield 1
        yield 2
    finally:
        print("finally", n)
def w():
    with M():
        yield
def use(g):
    next(g)
def first(): use(f("a"))
def second(): use(w())
apart(first)
gc.collect()
apart(second)
gc.collect()
apart(lambda: [f("never started")] and None)
gc.collect()
def loop():
    for v in f("loop"):
        break
apart(loop)
gc.collect()
def raises():
    try:
        yield
    finally:
        print("cleaning")
def third():
    g = raises()
    next(g)
apart(third)
gc.collect()
print("end")
