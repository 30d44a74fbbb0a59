"""throw(), close() and return values, delegated or not."""
def g():
    while True:
        try:
            got = yield "ready"
            print("got", got)
        except ValueError as e:
            print("caught", e)
            yield "from handler"
        except GeneratorExit:
            print("closing")
            return "closed"
        finally:
            print("finally", end=" ")
x = g()
print(next(x), x.send(1))
print(x.throw(ValueError("a")), next(x))
print(x.close(), x.close(), list(x))
def delegating():
    result = yield from inner()
    print("inner gave", result)
    yield result
def inner():
    try:
        yield 1
    except KeyError as e:
        return e.args[0]
d = delegating()
print(next(d), d.throw(KeyError("k")), next(d, "over"))
def ignores():
    try:
        yield 1
    except GeneratorExit:
        yield 2
i = ignores()
next(i)
try:
    i.close()
except RuntimeError as e:
    print(e)
fresh = g()
try:
    fresh.throw(TypeError, TypeError("t")) if False else fresh.throw(TypeError("t"))
except TypeError as e:
    print("fresh", e, list(fresh))
try:
    g().send(1)
except TypeError as e:
    print(e)
for bad in (5, "text", int):
    try:
        g().throw(bad)
    except TypeError as e:
        print(e)
