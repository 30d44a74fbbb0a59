def g():
    try:
        while True:
            try:
                x = yield "ready"
                print("got", x)
            except ValueError as error:
                print("caught", error)
                yield "after error"
    finally:
        print("cleanup")


it = g()
print(next(it), it.send(1), it.throw(ValueError("oops")), next(it))
it.close()
it.close()
print(list(it))
it = g()
next(it)
try:
    it.throw(KeyError("k"))
except KeyError as error:
    print("through", error)
it = g()
try:
    it.throw(TypeError("before start"))
except TypeError as error:
    print(error)
def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2
it = stubborn()
next(it)
try:
    it.close()
except RuntimeError as error:
    print(error)
def returns():
    try:
        yield 1
    except GeneratorExit:
        return "closed value"
it = returns()
next(it)
print(it.close())
