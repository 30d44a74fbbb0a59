"""Attributes of generators and coroutines over their lives."""
import inspect, types
def g():
    yield inspect.getgeneratorstate(x)
    try:
        yield
    finally:
        pass
x = g()
print(inspect.getgeneratorstate(x), x.gi_frame is not None, x.gi_yieldfrom, x.gi_running, x.gi_suspended)
print(next(x), inspect.getgeneratorstate(x), x.gi_suspended)
next(x)
x.close()
print(inspect.getgeneratorstate(x), x.gi_frame, x.gi_code.co_name)
def outer():
    yield from sub
sub = iter([1, 2])
o = outer()
next(o)
print(o.gi_yieldfrom is sub, type(o.gi_yieldfrom).__name__)
async def c():
    await a()
@types.coroutine
def a():
    yield 5
k = c()
print(inspect.getcoroutinestate(k), k.cr_await, k.send(None), k.cr_await is not None, inspect.getcoroutinestate(k))
try:
    k.send(None)
except StopIteration as e:
    print("done", e.value, inspect.getcoroutinestate(k), k.cr_frame)
try:
    k.send(None)
except RuntimeError as e:
    print(e)
x.__name__, x.__qualname__ = "n", "q"
print(repr(x).split(" at ")[0], g.__name__)
for value in (5, None):
    try:
        x.__name__ = value
    except TypeError as e:
        print(e)
print(inspect.isgenerator(x), inspect.isgeneratorfunction(g), inspect.iscoroutinefunction(c), inspect.isawaitable(a()))
