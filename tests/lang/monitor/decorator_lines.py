# The lines of decorated definitions: decorators from the top, the definition, the calls from below, the name.
import sys


def d(f):
    return f


def trace(frame, event, arg):
    if frame.f_code.co_name in ("run", "C", "E", "P"):
        print(event, frame.f_lineno - base, frame.f_code.co_name)
    return trace


def run():
    @d
    @d
    def f():
        pass

    @d
    class C:
        pass

    class E:
        @d
        def g(self):
            pass

        @property
        def h(self):
            pass

    @d
    async def f():
        pass

    f = lambda: 1
    x = sum(i for i in range(3))

    class P(E, metaclass=type):
        x = 1


base = run.__code__.co_firstlineno
sys.settrace(trace)
run()
sys.settrace(None)
