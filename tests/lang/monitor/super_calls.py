# `super().name` shows as the call that it stands for, though none is made.
import sys

M = sys.monitoring
E = M.events
M.use_tool_id(2, "test")


class A:
    x = 1

    def method(self, x):
        return x


class B(A):
    def method(self, x):
        return super(
        ).method(
            x
        )

    def attribute(self):
        return super(B, self
        ).x

    def shown(self):
        return super().__repr__()[:1]

    def wrong(self):
        try:
            return super(
                3,
                self
            ).x
        except TypeError as e:
            return str(e)


events = []


def recorder(name):
    def tell(code, at, *rest):
        if code.co_filename != __file__ or code.co_name in ("<module>", "tell"):
            return
        if name == "line":
            events.append((name, code.co_name, at - code.co_firstlineno))
        else:
            f, arg = rest
            arg = "missing" if arg is M.MISSING else type(arg).__name__
            events.append((name, f.__name__, arg))

    return tell


for event, name in (E.LINE, "line"), (E.CALL, "call"), (E.C_RETURN, "return"), (E.C_RAISE, "raise"):
    M.register_callback(2, event, recorder(name))
for name in "method", "attribute", "shown", "wrong":
    f = getattr(B(), name)
    M.set_events(2, E.LINE | E.CALL | E.C_RETURN | E.C_RAISE)
    result = f(1) if name == "method" else f()
    M.set_events(2, 0)
    print(name, result)
    print(*events, sep="\n")
    events.clear()
