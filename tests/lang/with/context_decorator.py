from contextlib import contextmanager, suppress, nullcontext, ExitStack, closing


@contextmanager
def tag(name):
    print("<", name)
    try:
        yield name
    except ValueError as error:
        print("caught", error)
    finally:
        print(">", name)


with tag("a") as a:
    print(a)
with tag("b"):
    raise ValueError("v")
try:
    with tag("c"):
        raise KeyError("k")
except KeyError as error:
    print("out", error)
with suppress(ZeroDivisionError):
    1 // 0
with nullcontext(5) as five:
    print(five)
with ExitStack() as stack:
    for n in "xy":
        stack.enter_context(tag(n))
    stack.callback(print, "callback")


@tag("decorated")
def f():
    print("in f")


f()
