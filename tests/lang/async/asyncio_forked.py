# In the child of a fork no loop runs, and no task of the parent's.
import asyncio
import os
import sys


async def tasks():
    return len(asyncio.all_tasks()), asyncio.current_task() is not None


async def main():
    waiting = asyncio.create_task(asyncio.sleep(0))
    loop = asyncio.get_running_loop()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            print(asyncio.get_running_loop())
        except RuntimeError as e:
            print(e)
        print(len(asyncio.all_tasks(loop)), asyncio.current_task(loop))
        print(asyncio.run(tasks()))
        sys.stdout.flush()
        os._exit(0)
    print(os.waitpid(pid, 0)[1])
    print(await tasks(), asyncio.current_task(loop) is not None)
    await waiting
    print(await tasks())


asyncio.run(main())
