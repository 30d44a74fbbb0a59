# Tasks that a loop runs: results, names, reprs, and which there are.
import asyncio
import contextvars


async def value(n):
    return n


async def pause(n):
    for _ in range(n):
        await asyncio.sleep(0)
    return n


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except BaseException as e:
        print(type(e).__name__, e)


async def basic():
    t = asyncio.create_task(pause(2), name="two")
    print(t)
    await asyncio.sleep(0)
    print(t, t.done(), t.get_name(), t.get_coro().__name__, type(t.get_context()).__name__)
    attempt(t.result)
    print(await t, t)
    print(await asyncio.gather(value(1), pause(3), value(3)))
    u = asyncio.create_task(value(1))
    first = u.get_name()
    u.set_name(7)
    print(first.startswith("Task-"), repr(u.get_name()))
    attempt(u.set_result, 1)
    attempt(u.set_exception, ValueError())
    await u
    print(t.get_coro() is None, u._fut_waiter, u._must_cancel, u._coro.cr_frame)


async def failing():
    await asyncio.sleep(0)
    raise ValueError("from a task")


async def errors():
    t = asyncio.create_task(failing())
    try:
        await t
    except ValueError as e:
        print("caught", e, t.exception() is e)
    print(t)
    for wrong in (1, value, "x", asyncio.get_running_loop().create_future()):
        try:
            asyncio.Task(wrong)
        except TypeError as e:
            print(str(e).partition(" at 0x")[0])
    f = asyncio.get_running_loop().create_future()
    f.set_exception(KeyError("k"))
    try:
        await f
    except KeyError as e:
        print("caught", e)
    print(await asyncio.gather(failing(), value(2), return_exceptions=True))


async def current():
    me = asyncio.current_task()
    print(me is asyncio.current_task(asyncio.get_running_loop()), me.get_coro().__name__)
    others = [asyncio.create_task(pause(1), name=f"n{i}") for i in range(3)]
    print(sorted(t.get_name() for t in asyncio.all_tasks() if t is not me))
    await asyncio.sleep(0)
    print(sorted(t.get_name() for t in asyncio.all_tasks() if t is not me))
    await asyncio.wait(others)
    print(asyncio.all_tasks() == {me})

    def callback():
        print("in a callback:", asyncio.current_task())

    asyncio.get_running_loop().call_soon(callback)
    await asyncio.sleep(0)


async def outside():
    attempt(asyncio.current_task)
    attempt(asyncio.all_tasks)


class Yields:
    def __init__(self, what):
        self.what = what

    def __await__(self):
        return (yield self.what)


async def bad_yields():
    loop = asyncio.get_running_loop()
    other = asyncio.new_event_loop()
    future = loop.create_future()
    foreign = other.create_future()

    def generator():
        yield

    async def from_other():
        await foreign

    async def itself():
        await Yields(me)

    async def gives(what):
        await Yields(what)

    for what in (5, future, generator()):
        try:
            await asyncio.create_task(gives(what), name="bad")
        except RuntimeError as e:
            print(str(e).partition(" at 0x")[0].partition(" running at ")[0])
    try:
        await asyncio.create_task(from_other(), name="foreign")
    except RuntimeError as e:
        print(str(e).partition(" running at ")[0], "...", "different loop" in str(e))
    me = asyncio.create_task(itself(), name="narcissus")
    try:
        await me
    except RuntimeError as e:
        print(str(e).partition(" running at ")[0])
    t = asyncio.create_task(gives(None))
    print(await t)
    other.close()


var = contextvars.ContextVar("var", default=0)


async def contexts():
    async def shows(n):
        before = var.get()
        var.set(n)
        await asyncio.sleep(0)
        return before, var.get()

    var.set("outer")
    print(await asyncio.gather(*(shows(n) for n in range(3))), var.get())
    context = contextvars.copy_context()
    context.run(var.set, "given")
    t = asyncio.create_task(shows("inner"), context=context)
    print(t.get_context() is context, await t, context[var], var.get())
    seen = []
    f = asyncio.get_running_loop().create_future()
    f.add_done_callback(lambda f: seen.append(var.get()))
    f.add_done_callback(lambda f: seen.append(var.get()), context=context)
    var.set("changed")
    f.set_result(None)
    f.add_done_callback(lambda f: seen.append(var.get()))
    await asyncio.sleep(0)
    print(seen)


async def callbacks():
    order = []
    t = asyncio.create_task(pause(1))
    for name in "abc":
        t.add_done_callback(lambda t, name=name: order.append((name, t.result())))
    await t
    order.append("awaited")
    await asyncio.sleep(0)
    print(order)
    waiter = asyncio.create_task(pause(3))
    waits = asyncio.create_task(asyncio.wait_for(waiter, 10))
    await asyncio.sleep(0)
    print([type(c).__name__ for c, _ in waiter._callbacks], waiter._callbacks[0][0].__qualname__)
    await waits


async def stacks():
    async def deep():
        await asyncio.sleep(0)

    async def deeper():
        await deep()

    t = asyncio.create_task(deeper())
    await asyncio.sleep(0)
    print([f.f_code.co_name for f in t.get_stack()], [f.f_code.co_name for f in t.get_stack(limit=0)])
    await t
    print(t.get_stack())
    bad = asyncio.create_task(failing())
    await asyncio.wait([bad])
    print([f.f_code.co_name for f in bad.get_stack()])
    bad.exception()


for f in (basic, errors, current, bad_yields, contexts, callbacks, stacks):
    print("----", f.__name__)
    asyncio.run(f())
print("---- outside")
try:
    outside().send(None)
except StopIteration:
    pass
