"""Which lines a trace function sees: every one that is executed, pass and try included."""
import sys
def lines(function, *args):
    seen = []
    first = function.__code__.co_firstlineno
    def trace(frame, event, arg):
        if frame.f_code is function.__code__:
            seen.append(f"{event[0]}{frame.f_lineno - first}")
        return trace
    sys.settrace(trace)
    try:
        function(*args)
    except Exception as e:
        seen.append(type(e).__name__)
    finally:
        sys.settrace(None)
    print(*seen)
def one():
    try:
        pass
    except ValueError:
        pass
    else:
        x = 1
    finally:
        pass
lines(one)
def two(n):
    while n:
        n -= 1
        if n == 1:
            continue
        elif n == 5:
            pass
    else:
        return n
lines(two, 3)
def three():
    for i in range(2):
        pass
    if 0:
        never = 1
    "constant"
    return [
        i
        for i in range(2)
    ]
lines(three)
def four():
    with open(__file__) as f:
        x = 1
lines(four)
def five():
    yield 1
    yield 2
lines(lambda: list(five()))
def six():
    try:
        1 / 0
    except TypeError:
        pass
lines(six)
