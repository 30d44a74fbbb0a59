# Branches as sys.monitoring reports them are those that co_branches() lists; jumps over handlers are no events.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(3, "test")


def loops(n):
    total = 0
    for i in range(n):
        if i % 2 and i != 5:
            total += i
        else:
            total -= 1
    while total < 20:
        total += 7
    return total if total is not None else 0


def handles(n):
    try:
        1 / n
    except ZeroDivisionError:
        n = 1
    finally:
        n += 1
    return n


def check(f, *args):
    ways = set()
    counts = {}
    code = f.__code__

    def seen(word):
        def callback(code, *where):
            counts[word] = counts.get(word, 0) + 1
            if word != "jump":
                ways.add((word, *where))

        return callback

    m.register_callback(3, E.BRANCH_LEFT, seen("left"))
    m.register_callback(3, E.BRANCH_RIGHT, seen("right"))
    m.register_callback(3, E.JUMP, seen("jump"))
    m.set_local_events(3, code, E.BRANCH_LEFT | E.BRANCH_RIGHT | E.JUMP)
    f(*args)
    m.set_local_events(3, code, 0)
    listed = {("left", source, left) for source, left, right in code.co_branches()}
    listed |= {("right", source, right) for source, left, right in code.co_branches()}
    jumps = counts.get("jump", 0) if f is handles else "some"
    print(f.__name__, jumps, sorted({w for w, source, to in ways}), ways <= listed)


check(handles, 1)
check(handles, 0)
check(loops, 4)
m.set_events(3, E.BRANCH)
print(m.get_events(3) == E.BRANCH_LEFT | E.BRANCH_RIGHT)
m.set_events(3, 0)
m.free_tool_id(3)
