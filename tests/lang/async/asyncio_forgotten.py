# What is said of futures and tasks that nobody asks, through the loop's exception handler. When they die is the collector's
# affair: of many of a sort, made a few at a time, some must have died after some collections.
import asyncio
import collections
import gc

said = []  # (A finaliser may run within another.)
ROUNDS, FEW, SOME = 12, 5, 20


def handler(loop, context):
    said.append((context["message"], tuple(sorted(context))))


async def fails():
    raise ValueError("nobody asks")


async def waits(f):
    await f


class Mine(asyncio.Task):
    def __del__(self):
        said.append(("deleted", self.done()))
        super().__del__()


def with_exception(loop):
    loop.create_future().set_exception(KeyError("lost"))


def with_exception_asked_for(loop):
    f = loop.create_future()
    f.set_exception(KeyError("lost"))
    f.exception()


def with_exception_disowned(loop):
    f = loop.create_future()
    f.set_exception(KeyError("lost"))
    f._log_traceback = False


def with_result(loop):
    loop.create_future().set_result(1)


def failing(loop):
    asyncio.create_task(fails())


def pending(loop):
    asyncio.create_task(waits(loop.create_future()))


def pending_and_quiet(loop):
    asyncio.create_task(waits(loop.create_future()))._log_destroy_pending = False


def mine_pending(loop):
    Mine(waits(loop.create_future()))


def mine_done(loop):
    Mine(asyncio.sleep(0))


def cancelled(loop):
    asyncio.create_task(waits(loop.create_future())).cancel()


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    for make in (
        with_exception, with_exception_asked_for, with_exception_disowned, with_result, failing, pending, pending_and_quiet,
        mine_pending, mine_done, cancelled,
    ):
        said.clear()
        for _ in range(ROUNDS):
            for _ in range(FEW):
                make(loop)
            for _ in range(2):
                await asyncio.sleep(0)
            gc.collect()
        print(make.__name__, sorted(what for what, n in collections.Counter(said).items() if n > SOME))
    # (What is still there is not worth a word at the end.)
    loop.set_exception_handler(lambda *args: None)


asyncio.run(main())
