# Offsets of branches and of single opcodes, where CPython's code and ours are described alike.
import sys

M = sys.monitoring
E = M.events
M.use_tool_id(2, "test")


def watch(f, *names):
    events = []
    names_of = {getattr(E, name): name for name in names}

    def told(event):
        def tell(code, *rest):
            if code is f.__code__:
                events.append((names_of[event], *rest))

        return tell

    for event in names_of:
        M.register_callback(2, event, told(event))
    M.set_events(2, sum(names_of))
    f()
    M.set_events(2, 0)
    for event in names_of:
        M.register_callback(2, event, None)
    for event in events:
        print(*event)
    print()


def loop(n=0):
    while n < 2:
        pass
        n += 1
    return None


def arms():
    x = 1
    for a in range(2):
        if a:
            x = 4
        else:
            x = 6
    7


def calls():
    line1 = 1
    [].append(2)
    line3 = 3


async def waits(gen):
    async for y in gen:
        2
    pass


class A:
    def __aiter__(self):
        return self

    count = 0

    async def __anext__(self):
        self.count += 1
        if self.count > 2:
            raise StopAsyncIteration
        return self.count


def drive():
    try:
        waits(A()).send(None)
    except StopIteration:
        pass


for f in loop, arms:
    watch(f, "BRANCH_LEFT", "BRANCH_RIGHT", "JUMP")
for f in loop, arms, calls:
    watch(f, "LINE", "INSTRUCTION")
    print(list(f.__code__.co_lines()))
    print(list(f.__code__.co_branches()))

lines = []


def line_of(code, offset):
    return [line for start, end, line in code.co_lines() if start <= offset < end][0] - code.co_firstlineno


def sided(side):
    def tell(code, start, end):
        if code in (waits.__code__, drive.__code__):
            lines.append((code.co_name, side, line_of(code, start), line_of(code, end)))

    return tell


M.register_callback(2, E.BRANCH_LEFT, sided("left"))
M.register_callback(2, E.BRANCH_RIGHT, sided("right"))
M.set_events(2, E.BRANCH_LEFT | E.BRANCH_RIGHT)
drive()
M.set_events(2, 0)
print(lines)
