# What is reported of exceptions that nobody can handle: where they come from, and the argument of the hook.
import atexit
import gc
import os
import re
import sys
import weakref


def hook(u):
    message = u.err_msg and u.err_msg.split(" at 0x")[0]
    print(type(u).__name__, len(u), u.exc_type.__name__, u.exc_value, message, u.object, u.exc_traceback is not None)


def apart(f):
    """Calls f from native code, of whose frames nothing is left for a conservative collector to see."""
    re.sub("x", lambda _: f() and "", "x")


class Fails:
    def __del__(self):
        raise ValueError("del")


class Plain:
    pass


def callback(reference):
    raise KeyError("callback")


def make_reference():
    kept.append(weakref.ref(Plain(), callback))
    return "made"


def generator():
    try:
        yield
    finally:
        raise OSError("closed")


def leave_generator():
    next(generator())
    return "left"


class Iterator:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    @property
    def close(self):
        raise LookupError("no close")


def delegate():
    g = generator_of(Iterator())
    next(g)
    g.close()


def generator_of(it):
    yield from it


sys.unraisablehook = hook
apart(lambda: Fails() and "made")
gc.collect()
kept = []
apart(make_reference)
gc.collect()
apart(leave_generator)
gc.collect()
delegate()
gc.callbacks.append(lambda phase, info: 1 / 0)
gc.collect()
gc.callbacks.clear()
os.register_at_fork(before=lambda: [][0])
child = os.fork()
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
sys.unraisablehook = sys.__unraisablehook__
for wrong in (5, None, (1, 2, 3, 4, 5)):
    try:
        sys.unraisablehook(wrong)
    except TypeError as e:
        print(e)
sys.unraisablehook = lambda u: print("last", u.exc_type.__name__, u.err_msg.split(" at 0x")[0])
atexit.register(lambda: {}["x"])
