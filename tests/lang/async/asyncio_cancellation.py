# Cancelling: requests, messages, refusals, and what comes of tasks that wait for others.
import asyncio


async def sleeper(log, name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append((name, e.args))
        raise


async def simple():
    log = []
    t = asyncio.create_task(sleeper(log, "early"), name="t")
    print(t.cancel(), t.cancelling(), t)
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args, t.cancelled(), log, t)
    t = asyncio.create_task(sleeper(log, "late"))
    await asyncio.sleep(0)
    print(t.cancel("message"), t.cancel("second"), t.cancelling())
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args, log)
    print(t.cancel(), t.done(), t.uncancel(), t.uncancel(), t.uncancel())
    try:
        t.exception()
    except asyncio.CancelledError as e:
        print("exception", e.args)


async def refused():
    async def stubborn():
        tries = 0
        while tries < 3:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                tries += 1
                print("no", asyncio.current_task().cancelling())
        return tries

    t = asyncio.create_task(stubborn())
    for _ in range(3):
        await asyncio.sleep(0)
        t.cancel()
    print(await t, t.cancelling(), t.uncancel())


async def nested():
    log = []

    async def outer():
        try:
            await asyncio.create_task(sleeper(log, "inner"))
        finally:
            log.append("outer")

    t = asyncio.create_task(outer())
    for _ in range(2):
        await asyncio.sleep(0)
    t.cancel("deep")
    await asyncio.wait([t])
    print(log, t.cancelled())
    inner = asyncio.create_task(sleeper(log, "shielded"))

    async def shields():
        await asyncio.shield(inner)

    t = asyncio.create_task(shields())
    for _ in range(2):
        await asyncio.sleep(0)
    t.cancel()
    await asyncio.wait([t])
    print(t.cancelled(), inner.done())
    inner.cancel()
    await asyncio.wait([inner])


async def ends_before():
    """A task that is cancelled in its last step is cancelled."""

    async def cancels_itself():
        asyncio.current_task().cancel("self")
        return 5

    t = asyncio.create_task(cancels_itself())
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args)

    async def cancels_and_takes_back():
        asyncio.current_task().cancel()
        print(asyncio.current_task()._must_cancel, asyncio.current_task().uncancel())
        await asyncio.sleep(0)
        return asyncio.current_task()._must_cancel

    print(await asyncio.create_task(cancels_and_takes_back()))

    async def raises_it():
        raise asyncio.CancelledError("raised")

    t = asyncio.create_task(raises_it())
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args, t.cancelled(), t.cancelling())


async def groups():
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    except TimeoutError as e:
        print("timeout", asyncio.current_task().cancelling())
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except TimeoutError as e:
        print("timeout", repr(e.__cause__))

    async def fails():
        raise ValueError("in the group")

    log = []
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(sleeper(log, "member"))
            group.create_task(fails())
    except* ValueError as e:
        print(e.exceptions, log)
    gathered = asyncio.gather(sleeper(log, "g1"), sleeper(log, "g2"))
    await asyncio.sleep(0)
    gathered.cancel("all")
    try:
        await gathered
    except asyncio.CancelledError as e:
        print("cancelled", e.args, log)


class Refuses(asyncio.Future):
    def cancel(self, *args, **kwargs):
        print("asked to cancel", args, kwargs)
        return False


async def waits_for_one_that_refuses():
    f = Refuses()

    async def waits():
        return await f

    t = asyncio.create_task(waits())
    await asyncio.sleep(0)
    print(t.cancel("x"), t._must_cancel, t._fut_waiter is f)
    f.set_result(1)
    try:
        await t
    except asyncio.CancelledError as e:
        print("cancelled", e.args, t._fut_waiter)


def frames(tb):
    while tb:
        yield tb.tb_frame.f_code.co_name
        tb = tb.tb_next


async def tracebacks():
    async def a():
        await asyncio.sleep(10)

    async def b():
        await a()

    t = asyncio.create_task(b())
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError as e:
        print(list(frames(e.__traceback__)), repr(e.__context__), repr(e.__cause__))
    try:
        t.result()
    except asyncio.CancelledError as e:
        print(list(frames(e.__traceback__)), repr(e.__context__))


for f in (simple, refused, nested, ends_before, groups, waits_for_one_that_refuses, tracebacks):
    print("----", f.__name__)
    asyncio.run(f())
