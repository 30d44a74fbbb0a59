# Calls of native functions that call Python functions back are told about in order; calls with * are calls.
import sys

m = sys.monitoring
E = m.events
m.use_tool_id(3, "test")
log = []


class C:
    def __getattr__(self, name):
        raise AttributeError


def key(x):
    return -len(str(x))


def work():
    hasattr(C(), "foo")
    sorted([1, 22], key=key)
    f = key
    f(*[5])
    len(*["abc"])


def name(f):
    return getattr(f, "__name__", type(f).__name__)


def on_call(code, offset, callee, arg):
    log.append(f"call {code.co_name} {name(callee)} {arg is m.MISSING or type(arg).__name__}")


for event, word in ((E.C_RETURN, "c_return"), (E.C_RAISE, "c_raise")):
    m.register_callback(3, event, lambda code, offset, callee, arg, w=word: log.append(f"{w} {code.co_name} {name(callee)}"))
m.register_callback(3, E.CALL, on_call)
m.register_callback(3, E.PY_START, lambda code, offset: log.append("start " + code.co_name))
m.register_callback(3, E.PY_UNWIND, lambda code, offset, e: log.append(f"unwind {code.co_name} {type(e).__name__}"))
m.set_events(3, E.CALL | E.PY_START | E.PY_UNWIND)
work()
m.set_events(3, 0)
m.free_tool_id(3)
print("\n".join(log[:-1]))
