# Running loops and current tasks belong to threads, and end with them.
import asyncio
import threading


class Loop:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "<loop %s>" % self.name


class Task:
    def __repr__(self):
        return "<task>"


def in_thread(f):
    seen = []
    thread = threading.Thread(target=lambda: seen.append(f()))
    thread.start()
    thread.join()
    return seen[0]


def leaves_it_running():
    before = asyncio._get_running_loop()
    loop = Loop("left")
    asyncio._set_running_loop(loop)
    asyncio._enter_task(loop, Task())
    return before, asyncio._get_running_loop(), asyncio.current_task()


for _ in range(3):
    print(in_thread(leaves_it_running), asyncio._get_running_loop())

# The tasks of loops in other threads can be asked for.
other = Loop("other")
started = threading.Event()
asked = threading.Event()


def runs():
    asyncio._set_running_loop(other)
    asyncio._enter_task(other, Task())
    started.set()
    asked.wait()


thread = threading.Thread(target=runs)
thread.start()
started.wait()
print(asyncio.current_task(other), asyncio.current_task(Loop("unknown")))
asked.set()
thread.join()
print(asyncio.current_task(other))

# A task in one thread knows nothing of those in others.
for attempt in [asyncio.current_task, lambda: asyncio._leave_task(other, None)]:
    try:
        attempt()
    except RuntimeError as e:
        print(e)


async def main():
    def inner():
        async def other_main():
            return asyncio.current_task() is not mine

        return asyncio.run(other_main())

    mine = asyncio.current_task()
    print(await asyncio.to_thread(inner), asyncio.current_task() is mine)


asyncio.run(main())
