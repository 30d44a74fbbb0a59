# A debugger may jump over comprehensions that wait, forwards and back.
import sys
import warnings

warnings.simplefilter("ignore")


async def count(n):
    for i in range(n):
        yield i


def run(f, at, to):
    """Runs f; where it comes to its line `at` for the first time, it goes on at `to`."""
    output = []
    first = f.__code__.co_firstlineno
    done = False

    def trace(frame, event, arg):
        nonlocal done
        if frame.f_code is not f.__code__:
            return None
        if event == "line" and frame.f_lineno == first + at and not done:
            done = True
            try:
                frame.f_lineno = first + to
            except ValueError as e:
                output.append(str(e))
        return trace

    sys.settrace(trace)
    try:
        f(output).send(None)
    except StopIteration as e:
        output.append(e.value)
    except Exception as e:
        output.append(f"{type(e).__name__}: {e}")
    finally:
        sys.settrace(None)
    print(f.__name__, at, to, output)


async def comprehension(output):
    output.append(1)
    x = [i async for i in count(3)]
    output.append(x)
    return 4


async def conditions(output):
    output.append(1)
    x = {i: j async for i in count(3) if i async for j in count(2)}
    output.append(x)
    y = [k for k in [await count(1).__anext__(), 2]]
    output.append(y)


async def in_an_expression(output):
    output.append(1)
    output.append((
        len(output),
        await count(1).__anext__(),
        len(output),
    ))


for at, to in [(1, 3), (3, 1), (3, 2), (4, 1), (4, 2), (2, 4)]:
    run(comprehension, at, to)
for at, to in [(3, 1), (5, 1), (5, 3), (4, 2), (1, 4), (2, 5)]:
    run(conditions, at, to)
for at, to in [(1, 4), (2, 1), (2, 5)]:
    run(in_an_expression, at, to)
