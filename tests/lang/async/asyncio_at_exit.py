# At the program's end something is said of what nobody has asked for.
import asyncio


def handler(loop, context):
    print("at the end:", context["message"], sorted(context))


async def fails():
    raise ValueError("nobody asks")


loop = asyncio.new_event_loop()
loop.set_exception_handler(handler)
kept = loop.create_future()
kept.set_exception(OSError("kept to the end"))
asked = loop.create_future()
asked.set_exception(OSError("asked for"))
asked.exception()
done = loop.create_task(fails())
loop.run_until_complete(asyncio.wait([done]))
loop.close()
del asked
print("over")
