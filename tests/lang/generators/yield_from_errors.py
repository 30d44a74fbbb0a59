def inner():
    try:
        yield 1
        yield 2
    except ValueError:
        print("inner caught")
        yield "recovered"
    finally:
        print("inner finally")


def outer():
    try:
        yield from inner()
    except KeyError:
        print("outer caught")
        yield "outer recovered"


g = outer()
print(next(g), g.throw(ValueError()))
print(list(g))
g = outer()
print(next(g), g.throw(KeyError()))
g.close()
g = outer()
next(g)
g.close()


class It:
    def __iter__(self):
        return self

    def __next__(self):
        return "n"

    def send(self, x):
        return ("sent", x)

    def throw(self, e):
        return ("thrown", type(e).__name__)


def o():
    yield from It()


g = o()
print(next(g), g.send(5), g.throw(OSError()))
