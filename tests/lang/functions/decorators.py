def log(f):
    def wrapper(*args, **kwargs):
        print("call", f.__name__, args, kwargs)
        result = f(*args, **kwargs)
        print("result", result)
        return result
    return wrapper


def times(n):
    print("times", n)

    def decorate(f):
        print("decorate", f.__name__)
        return lambda *a: [f(*a) for _ in range(n)]
    return decorate


@log
@times(2)
def add(a, b):
    return a + b


@log
def sub(a, b=1):
    return a - b


print(add(1, 2), sub(5, b=2))


@lambda f: "replaced"
def gone():
    pass


@str
class Odd:
    pass


print(gone, Odd[:6])
