"""Tracers see the StopIteration of generators and coroutines that end in a loop, an await or a delegation."""
import sys

WATCHED = ("looping", "delegating", "awaiting", "plain", "over_class", "coroutine", "generator")


def generator():
    yield 1
    return 5


async def coroutine():
    return 3


def tracer(frame, event, arg):
    name = frame.f_code.co_name
    if name in WATCHED:
        shown = arg[:2] if event == "exception" else arg
        print(name, frame.f_lineno - frame.f_code.co_firstlineno, event, shown)
    return tracer


def looping():
    for x in generator():
        pass


def delegating():
    y = yield from generator()
    return y


async def awaiting():
    y = await coroutine()
    return y


def plain():
    for x in [1]:
        pass
    list(generator())


class Class:
    n = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.n += 1
        if self.n > 2:
            raise StopAsyncIteration
        return self.n


async def over_class():
    async for x in Class():
        pass
    return [x async for x in Class()]


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as e:
        return e.value


sys.settrace(tracer)
looping()
list(delegating())
run(awaiting())
plain()
run(over_class())
sys.settrace(None)

TOOL = 3
events = sys.monitoring.events
sys.monitoring.use_tool_id(TOOL, "test")
sys.monitoring.register_callback(
    TOOL, events.STOP_ITERATION, lambda code, offset, exception: print(code.co_name, repr(exception))
)
sys.monitoring.set_events(TOOL, events.STOP_ITERATION)
looping()
list(delegating())
run(awaiting())
plain()
run(over_class())
sys.monitoring.set_events(TOOL, 0)
sys.monitoring.free_tool_id(TOOL)
