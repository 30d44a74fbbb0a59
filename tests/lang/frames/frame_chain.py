"""Frames: who called whom, where they stand, what stays after they have ended."""
import sys
def names(frame):
    out = []
    while frame is not None:
        out.append(f"{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return out
def a(): return b()
def b(): return [c() for _ in range(1)][0]
def c(): return names(sys._getframe())
print(a())
print((lambda: names(sys._getframe()))())
class K:
    chain = names(sys._getframe())
print(K.chain)
def gen():
    yield names(sys._getframe())
    yield sys._getframe()
g = gen()
print(next(g))
f = next(g)
print(f.f_back, f is g.gi_frame, f.f_lineno, f.f_code.co_name, g.gi_running)
g.close()
print(g.gi_frame, f.f_lineno is not None)
def fails():
    value = 42
    1 / 0
try:
    fails()
except ZeroDivisionError as e:
    tb = e.__traceback__
    last = tb.tb_next.tb_frame
    print(last.f_locals["value"], last.f_code.co_name, tb.tb_next.tb_lineno)
    last.clear()
    print(dict(last.f_locals))
try:
    sys._getframe(1000)
except ValueError as e:
    print(e)
try:
    sys._getframe().clear()
except RuntimeError as e:
    print(e)
print(sys._getframe().f_globals is globals(), sys._getframe().f_locals is locals(), sys._getframe().f_builtins is __builtins__.__dict__)
