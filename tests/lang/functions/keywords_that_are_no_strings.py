# That a keyword argument's name is no string is found when the call is made: after all arguments, and what is called, are there.
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def f(*args, **keywords):
    return args, keywords


def more(name):
    print("more:", name)
    return {name: 0}


class C:
    def __init__(self, **keywords):
        pass

    def method(self, **keywords):
        return keywords


class Meta(type):
    def __call__(cls, *args, **keywords):
        return keywords


class Made(metaclass=Meta):
    pass


class Text(str):
    pass


def generator(**keywords):
    yield keywords


attempt(lambda: f(**{1: 3}, **{1: 5}))
attempt(lambda: f(**{1: 3}, **more("a")))
attempt(lambda: f(**more("a"), **{1: 3}, **more("b")))
attempt(lambda: f(**{1: 3}))
attempt(lambda: f(**{None: 3, "a": 1}))
attempt(lambda: f(a=1, **{1: 3}, b=more("c")))
attempt(lambda: f(*more("d"), **{(): 3}))
attempt(lambda: f(*5, **{1: 2}))
attempt(lambda: f.__call__(**{1: 2}))
attempt(lambda: print(**{1: 3}))
attempt(lambda: sorted([], **{1: 2}))
attempt(lambda: int(**{1: 2}))
attempt(lambda: dict(**{1: 3}, **more("e")))
attempt(lambda: C(**{1: 3}, **more("f")))
attempt(lambda: C().method(**{1: 3}, **more("g")))
attempt(lambda: Made(**{1: 2}))
attempt(lambda: generator(**{1: 2}))
attempt(lambda: (lambda: 0)(**{1: 2}))
number = 5
attempt(lambda: number(**{1: 2}))
attempt(lambda: [type(k).__name__ for k in f(**{Text("a"): 1})[1]])
try:
    class Z(**{1: 2}):
        pass
except TypeError as e:
    print(e)


# In a loop that is hot, too.
def total(n):
    failed = 0
    for i in range(n):
        names = {"a": i} if i % 3 else {i: i}
        try:
            f(**names, **{"b": 1})
        except TypeError as e:
            failed += str(e) == "keywords must be strings"
    return failed


print(total(3000))
