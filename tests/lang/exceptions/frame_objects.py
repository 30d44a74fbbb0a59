# Frame objects: while they run, after they ended, in generators, from tracebacks.
import sys


def outer(a):
    b = 2
    return inner(a + b)


def inner(x):
    frame = sys._getframe()
    y = 5
    names = []
    at = frame
    while at is not None:
        names.append((at.f_code.co_name, at.f_lineno))
        at = at.f_back
    print(names)
    print(frame is sys._getframe(), frame.f_back is sys._getframe(1), frame.f_back.f_locals)
    print(sorted(frame.f_locals), frame.f_locals["y"], frame.f_globals is globals(), frame.f_builtins["len"] is len)
    y = 6
    return frame


frame = outer(1)
print(frame.f_locals["y"], frame.f_locals["x"], frame.f_lineno, frame.f_back.f_code.co_name, frame.f_back.f_locals)
frame.clear()
print(frame.f_locals)


def fails(n):
    local = n * 2
    if n:
        fails(n - 1)
    1 / 0


try:
    fails(2)
except ZeroDivisionError as e:
    tb = e.__traceback__
while tb:
    f = tb.tb_frame
    print(f.f_code.co_name, tb.tb_lineno, f.f_lineno, {k: v for k, v in f.f_locals.items() if k in ("n", "local")},
          tb.tb_lasti == f.f_lasti, f is tb.tb_frame)
    tb = tb.tb_next


def gen():
    z = 1
    got = yield z
    z = 2
    yield sys._getframe()


g = gen()
print(g.gi_frame.f_lineno, g.gi_frame.f_locals, g.gi_frame is g.gi_frame, g.gi_frame.f_lasti >= 0)
next(g)
print(g.gi_frame.f_lineno, g.gi_frame.f_locals, g.gi_frame.f_back)
f = g.send("sent")
print(f is g.gi_frame, f.f_locals, f.f_generator is g)
g.close()
print(g.gi_frame, f.f_locals)


def running():
    print(it.gi_frame.f_back.f_code.co_name, it.gi_running)
    yield


it = running()
next(it)
try:
    sys._getframe().clear()
except RuntimeError as e:
    print(e)


class Body:
    here = sys._getframe()
    value = 1
    print(sorted(k for k in here.f_locals if not k.startswith("__")))


print(Body.here.f_locals["value"], Body.here.f_code.co_name)


def closure():
    cell = 1

    def user():
        return sys._getframe().f_locals, cell
    return user()


print(closure())
code = fails.__code__
print([line for _, _, line in code.co_lines() if line is not None][-1] - code.co_firstlineno)
print(all(len(p) == 4 for p in code.co_positions()), code.replace(co_name="other").co_name, code == code.replace())
try:
    code.replace(nothing=1)
except TypeError as e:
    print(e)
