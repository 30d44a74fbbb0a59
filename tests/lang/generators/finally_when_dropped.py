"""A generator that is abandoned inside a try or a with runs its end when it is collected."""
import gc
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
first()
gc.collect()
second()
gc.collect()
f("never started")
gc.collect()
for v in f("loop"):
    break
gc.collect()
def raises():
    try:
        yield
    finally:
        print("cleaning")
g = raises()
next(g)
del g
gc.collect()
print("end")
