"""A trace function that sets f_lineno moves the frame."""
import sys, warnings
warnings.simplefilter("ignore")
def jump(function, start, end):
    first = function.__code__.co_firstlineno
    out = []
    def trace(frame, event, arg):
        nonlocal start
        if start is None:
            return None
        if frame.f_code is function.__code__ and event == "line" and frame.f_lineno == first + start:
            start = None
            frame.f_lineno = first + end
        return trace if start is not None else None
    sys.settrace(trace)
    try:
        function(out)
    except ValueError as e:
        out.append(str(e))
    finally:
        sys.settrace(None)
    return out
def plain(out):
    out.append(1)
    out.append(2)
    out.append(3)
print(jump(plain, 1, 3), jump(plain, 1, 9), jump(plain, 2, -5))
def loop(out):
    for i in range(3):
        out.append(i)
        out.append("x")
    out.append("end")
print(jump(loop, 2, 4), jump(loop, 2, 3), jump(loop, 4, 2))
def handler(out):
    try:
        1 / 0
    except ZeroDivisionError:
        out.append(sys.exc_info()[0].__name__)
        out.append("second")
    out.append(sys.exc_info()[0])
print(jump(handler, 4, 6), jump(handler, 6, 4), jump(handler, 1, 6))
def block(out):
    out.append(1)
    with open(__file__) as f:
        out.append(f.closed)
    out.append(f.closed)
print(jump(block, 3, 4), jump(block, 1, 3))
