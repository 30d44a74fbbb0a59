# Constructors, methods, generators and special methods, traced.
import sys


class C:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return C(self.x + other.x)

    def __iter__(self):
        yield self.x

    def __contains__(self, item):
        return item == self.x


def run():
    c = C(1) + C(2)
    return [*c], 3 in c, sorted([2, 1], key=lambda v: -v)


calls = []


def tracer(frame, event, arg):
    if event == "call":
        calls.append(frame.f_code.co_name)
    return tracer


sys.settrace(tracer)
result = run()
sys.settrace(None)
print(result)
print(calls)
