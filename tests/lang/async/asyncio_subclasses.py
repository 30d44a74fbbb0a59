# Subclasses of Future and Task, and what only behaves like a future: which of their methods are asked.
import asyncio


class Future(asyncio.Future):
    def add_done_callback(self, f, *, context):
        print("add_done_callback", type(f).__name__, type(context).__name__)
        return super().add_done_callback(f, context=context)

    def get_loop(self):
        print("get_loop")
        return super().get_loop()

    def result(self):
        print("result")
        return super().result()

    def set_result(self, result):
        print("set_result", result)
        super().set_result(result)

    def _make_cancelled_error(self):
        print("_make_cancelled_error")
        return super()._make_cancelled_error()


class Task(asyncio.Task):
    __slots__ = ("extra",)

    def __init__(self, coro, **kwargs):
        self.extra = "extra"
        super().__init__(coro, **kwargs)

    def add_done_callback(self, f, *, context=None):
        print("add_done_callback", type(f).__name__)
        return super().add_done_callback(f, context=context)

    def cancel(self, msg=None):
        print("cancel", msg)
        return super().cancel(msg)

    def set_result(self, result):
        print("never")

    def _make_cancelled_error(self):
        print("_make_cancelled_error")
        return super()._make_cancelled_error()

    def done(self):
        return super().done()


async def waits(f):
    return await f


async def main():
    loop = asyncio.get_running_loop()
    f = Future()
    f.attribute = 1
    t = asyncio.create_task(waits(f))
    await asyncio.sleep(0)
    print(f._asyncio_awaited_by == {t}, t._fut_waiter is f, f)
    f.set_result("r")
    print(await t)
    f = Future()
    t = asyncio.create_task(waits(f))
    await asyncio.sleep(0)
    f.cancel("c")
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args)
    try:
        f.result()
    except asyncio.CancelledError as e:
        print("cancelled", e.args)

    t = Task(waits(asyncio.sleep(0, "slept")), name="mine")
    print(t.extra, t, await t, t)
    t = Task(waits(asyncio.sleep(10)))
    outer = asyncio.create_task(waits(t))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    outer.cancel("outer")
    try:
        await outer
    except asyncio.CancelledError as e:
        print("cancelled", e.args, t.cancelled())
    print(issubclass(Task, asyncio.Future), isinstance(t, asyncio.Task), t in asyncio.all_tasks())
    loop.set_task_factory(lambda loop, coro, **k: Task(coro, loop=loop, **k))
    t = asyncio.create_task(waits(asyncio.sleep(0, 1)), name="made")
    print(type(t).__name__, t.get_name(), await t)


class Duck:
    """A future by its looks."""

    _asyncio_future_blocking = False

    def __init__(self, loop):
        self.loop = loop
        self.callbacks = []

    def get_loop(self):
        print("duck: get_loop")
        return self.loop

    def add_done_callback(self, f, *, context):
        print("duck: add_done_callback")
        self.callbacks.append((f, context))

    def cancel(self, *args, **kwargs):
        print("duck: cancel", args, kwargs)
        return True

    def result(self):
        print("duck: result")
        return "quack"

    def __await__(self):
        self._asyncio_future_blocking = True
        yield self
        return self.result()


async def ducks():
    loop = asyncio.get_running_loop()
    duck = Duck(loop)
    t = asyncio.create_task(waits(duck))
    await asyncio.sleep(0)
    print(duck._asyncio_future_blocking, t._fut_waiter is duck, asyncio.isfuture(duck))
    print(t.cancel("m"), t._must_cancel)
    for f, context in duck.callbacks:
        loop.call_soon(f, duck, context=context)
    print(await t)
    duck = Duck(None)
    try:
        await asyncio.create_task(waits(duck))
    except RuntimeError as e:
        print("different loop" in str(e))


class Coroutine:
    """A coroutine by its methods."""

    def __init__(self):
        self.left = 2

    def send(self, value):
        print("send", value)
        self.left -= 1
        if self.left < 0:
            raise StopIteration("sent")

    def throw(self, *args):
        print("throw", args)
        raise args[0]

    def close(self):
        pass

    def __await__(self):
        return self


class Registered:
    """Not a task, but listed as one."""

    def __init__(self, loop):
        self._loop = loop

    def done(self):
        return False


async def others():
    import collections.abc

    collections.abc.Coroutine.register(Coroutine)
    loop = asyncio.get_running_loop()
    print(await asyncio.Task(Coroutine()))
    t = asyncio.Task(Coroutine())
    await asyncio.sleep(0)
    t.cancel("thrown")
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args)
    r = Registered(loop)
    asyncio._register_task(r)
    print(r in asyncio.all_tasks())
    asyncio._unregister_task(r)
    print(r in asyncio.all_tasks())
    me = asyncio.current_task()
    asyncio._leave_task(loop, me)
    print(asyncio.current_task())
    for wrong in (lambda: asyncio._leave_task(loop, r), lambda: asyncio._enter_task(None, r)):
        try:
            wrong()
        except RuntimeError as e:
            print(str(e).partition(" at 0x")[0])
    asyncio._enter_task(loop, r)
    print(asyncio.current_task() is r)
    asyncio._leave_task(loop, r)
    asyncio._enter_task(loop, me)


for f in (main, ducks, others):
    print("----", f.__name__)
    asyncio.run(f())
