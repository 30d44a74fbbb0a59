# Tasks that are started eagerly: their first step is made by their constructor.
import asyncio
import contextvars

var = contextvars.ContextVar("var", default="default")


def run(f):
    print("----", f.__name__)

    async def main():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        return await f()

    asyncio.run(main())


async def at_once(n):
    return n


async def blocks(log, name):
    log.append((name, asyncio.current_task().get_name()))
    await asyncio.sleep(0)
    log.append((name, asyncio.current_task().get_name()))
    return name


@run
async def finished():
    me = asyncio.current_task()
    t = asyncio.create_task(at_once(3), name="quick")
    print(t.done(), t.result(), t.get_coro(), t, asyncio.current_task() is me)
    print(t in asyncio.all_tasks(), await t)
    print(await asyncio.gather(at_once(1), at_once(2)))


@run
async def suspended():
    log = []
    t = asyncio.create_task(blocks(log, "a"), name="slow")
    print(t.done(), log, t in asyncio.all_tasks())
    print(await t, log)


@run
async def failing():
    async def fails():
        raise ValueError("at once")

    t = asyncio.create_task(fails(), name="f")
    print(t, repr(t.exception()))

    async def exits():
        raise SystemExit(3)

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *args: None)  # It says that nobody has asked for the exception.
    try:
        asyncio.create_task(exits())
    except SystemExit as e:
        print("exit", e.code)

    async def cancels():
        asyncio.current_task().cancel("now")
        await asyncio.sleep(0)

    t = asyncio.create_task(cancels())
    print(t.done(), t.cancelling())
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args)

    async def cancelled():
        raise asyncio.CancelledError("early")

    t = asyncio.create_task(cancelled())
    print(t.cancelled())


@run
async def contexts():
    async def sets(v):
        var.set(v)
        await asyncio.sleep(0)
        return var.get()

    var.set("outer")
    t = asyncio.create_task(sets("inner"))
    print(var.get(), await t, var.get())
    context = contextvars.copy_context()
    t = asyncio.create_task(sets("own"), context=context)
    print(context[var], await t)


@run
async def nested():
    names = []

    async def deep(n):
        names.append(asyncio.current_task().get_name())
        if n:
            await asyncio.create_task(deep(n - 1), name=f"deep-{n - 1}")
        names.append(asyncio.current_task().get_name())
        if n == 0:
            print(sorted(t.get_name() for t in asyncio.all_tasks() if t.get_name().startswith("deep")))

    await asyncio.create_task(deep(3), name="deep-3")
    print(names)


@run
async def many():
    async def tree(n):
        if n == 0:
            return 1
        return sum(await asyncio.gather(*(tree(n - 1) for _ in range(3))))

    async def sleepy(n):
        if n == 0:
            await asyncio.sleep(0)
            return 1
        return sum(await asyncio.gather(*(sleepy(n - 1) for _ in range(3))))

    print(await tree(6), await sleepy(5))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(sleepy(2)) for _ in range(20)]
    print(sum(t.result() for t in tasks))


@run
async def by_hand():
    loop = asyncio.get_running_loop()
    lazy = asyncio.Task(at_once(1), loop=loop)
    eager = asyncio.Task(at_once(2), loop=loop, eager_start=True)
    print(lazy.done(), eager.done(), await lazy, await eager)
    factory = asyncio.create_eager_task_factory(lambda coro, **k: print(sorted(k)) or asyncio.Task(coro, **k))
    t = factory(loop, at_once(3), name="made")
    print(t.done(), t.get_name())


# Without a loop that runs, it is started as usual.
loop = asyncio.new_event_loop()
t = asyncio.Task(at_once(1), loop=loop, eager_start=True)
print(t.done(), loop.run_until_complete(t))
loop.close()
