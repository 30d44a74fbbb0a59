# Futures without a loop that runs: a loop of the program's own keeps what it is asked to call.
import _asyncio
import asyncio
import contextvars


class Loop:
    def __init__(self):
        self.ready = []

    def get_debug(self):
        return False

    def is_running(self):
        return False

    def call_soon(self, callback, *args, context=None):
        self.ready.append((callback, args, context))

    def call_exception_handler(self, context):
        print("handler:", context["message"], list(context))

    def __repr__(self):
        return "<loop>"


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except BaseException as e:
        print(type(e).__name__, e)


loop = Loop()
f = asyncio.Future(loop=loop)
print(asyncio.Future is _asyncio.Future, asyncio.Task is _asyncio.Task)
print(f, f.done(), f.cancelled(), f.get_loop(), f._state, f._callbacks, f._result, f._exception)
attempt(f.result)
attempt(f.exception)
f.set_result(42)
print(f, f.done(), f.result(), f.exception(), f.cancel())
attempt(f.set_result, 1)
attempt(f.set_exception, ValueError())

# ---- exceptions
f = asyncio.Future(loop=loop)
f.set_exception(ValueError("bad"))
print(f._log_traceback)
print(repr(f.exception()), f._log_traceback)
attempt(f.result)
f = asyncio.Future(loop=loop)
f.set_exception(KeyError)
print(f, repr(f.exception()))
for wrong in (1, int, "text", None):
    attempt(asyncio.Future(loop=loop).set_exception, wrong)
f = asyncio.Future(loop=loop)
f.set_exception(StopIteration(3))
e = f.exception()
print(repr(e), repr(e.__cause__), repr(e.__context__), e.__suppress_context__)

# The traceback is that with which the exception came, the first time.
try:
    1 / 0
except ZeroDivisionError as error:
    kept = error
f = asyncio.Future(loop=loop)
f.set_exception(kept)


def entries():
    try:
        f.result()
    except ZeroDivisionError as e:
        n, tb = 0, e.__traceback__
        while tb:
            n, tb = n + 1, tb.tb_next
        return n


print(entries(), entries(), entries())

# ---- cancelling
f = asyncio.Future(loop=loop)
print(f.cancel("why"), f.cancel("again"), f, f.cancelled(), f.done(), f._cancel_message)
attempt(f.result)
attempt(f.exception)
attempt(f.set_result, 1)
print(repr(f._make_cancelled_error()))
f._cancel_message = ("other",)
print(repr(f._make_cancelled_error()))
f = asyncio.Future(loop=loop)
f.cancel()
attempt(f.result)

# ---- callbacks
var = contextvars.ContextVar("var", default="none")
f = asyncio.Future(loop=loop)
for n in range(3):
    var.set(n)
    f.add_done_callback(n)
print([(c, x[var]) for c, x in f._callbacks])
print(f.remove_done_callback(0), [c for c, _ in f._callbacks])
f.add_done_callback(9)
f.add_done_callback(1)
print(f.remove_done_callback(1), f.remove_done_callback(7), [c for c, _ in f._callbacks])
print(f.remove_done_callback(2), f.remove_done_callback(9), f._callbacks)
f.add_done_callback("first", context=None)
f.add_done_callback("second", context=5)
print(f._callbacks)
print(f.set_result("done"), f._callbacks)
print([(c, [a is f for a in args], x) for c, args, x in loop.ready])
loop.ready.clear()
f.add_done_callback("late", context=6)
f.add_done_callback("later")
print([(c, type(x).__name__) for c, _, x in loop.ready])


class Peculiar:
    def __init__(self, f):
        self.f = f

    def __eq__(self, other):
        print("compared with", other)
        self.f.cancel()
        return False


f = asyncio.Future(loop=loop)
for n in range(3):
    f.add_done_callback(Peculiar(f))
print(f.remove_done_callback("x"), f)


class Failing(Loop):
    def call_soon(self, callback, *args, context=None):
        print("call_soon", callback)
        raise OSError("closed")


f = asyncio.Future(loop=Failing())
f.add_done_callback(1)
f.add_done_callback(2)
attempt(f.set_result, 1)
print(f._callbacks, f)

# ---- awaiting by hand
f = asyncio.Future(loop=loop)
i = iter(f)
print(type(i).__name__, f._asyncio_future_blocking)
print(next(i) is f, f._asyncio_future_blocking)
attempt(next, i)
f._asyncio_future_blocking = False
print(i.send(None) is f)
f.set_result("it")
attempt(i.send, None)
attempt(next, i)
print(i.close())
attempt(next, i)
i = f.__await__()
try:
    i.send(1)
except StopIteration as e:
    print("value", e.value)


async def waits():
    return await f


try:
    waits().send(None)
except StopIteration as e:
    print("value", e.value)
f = asyncio.Future(loop=loop)
for thrown in (ValueError, ValueError("v"), 1, int):
    i = iter(f)
    attempt(i.throw, thrown)
attempt(iter(f).throw)

# ---- attributes
f = asyncio.Future(loop=loop)
f.mine = 1
print(f.mine, hasattr(f, "__dict__"), f._source_traceback, f._asyncio_awaited_by)
for name, value in [("_state", 1), ("_loop", 1), ("_log_traceback", True), ("_log_traceback", 0)]:
    attempt(setattr, f, name, value)
for name in ("_state", "_asyncio_future_blocking", "_log_traceback", "_cancel_message"):
    attempt(delattr, f, name)
attempt(setattr, asyncio.Future, "x", 1)
print(asyncio.Future[int], asyncio.Task[str])
print(asyncio.isfuture(f), asyncio.isfuture(3))

# ---- one that has no loop
f = asyncio.Future.__new__(asyncio.Future)
for name in ("result", "exception", "cancel", "done", "cancelled", "get_loop", "__repr__", "__iter__", "__await__"):
    attempt(getattr(f, name))
attempt(f.set_result, 1)
attempt(f.set_exception, ValueError())
attempt(f.add_done_callback, 1)
attempt(f.remove_done_callback, 1)
for name in ("_state", "_callbacks", "_result", "_exception", "_log_traceback", "_loop", "_cancel_message"):
    attempt(getattr, f, name)
attempt(asyncio.Future, 1)
attempt(asyncio.Future, loop=3)
attempt(asyncio.Future, lop=3)
f.__init__(loop=loop)
print(f)

# ---- who waits
f, g, h = (asyncio.Future(loop=loop) for _ in range(3))
add, discard = _asyncio.future_add_to_awaited_by, _asyncio.future_discard_from_awaited_by
print(add(f, g), f._asyncio_awaited_by == {g}, add(f, h), f._asyncio_awaited_by == {g, h})
print(discard(f, g), f._asyncio_awaited_by == {h}, discard(f, h), f._asyncio_awaited_by)
print(add(f, 1), add(1, f), discard(f, 1), discard(1, f))


def exhausted():
    """What a future's iterator has given once, it gives again; what is thrown into it has no context."""
    loop = asyncio.new_event_loop()
    for settle in lambda f: f.set_result(5), lambda f: f.set_exception(KeyError("k")):
        future = loop.create_future()
        settle(future)
        it = iter(future)
        for _ in range(2):
            try:
                next(it)
            except (StopIteration, KeyError) as e:
                print(repr(e))
    it = iter(loop.create_future())
    try:
        raise ValueError
    except ValueError:
        try:
            it.throw(OSError())
        except OSError as e:
            print(repr(e.__context__))
    loop.close()


exhausted()
