# What a generator delegates to is given the arguments of throw() as they are.
import warnings

warnings.simplefilter("ignore")


class Iterator:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def throw(self, *args):
        print("throw", args)
        if args[0] == "stop":
            raise StopIteration("stopped")
        if args[0] == "go":
            return "went"
        raise args[0]

    def close(self):
        print("close")


class NoThrow:
    def __iter__(self):
        return self

    def __next__(self):
        return 2


def generator(inner):
    result = yield from inner
    print("result", result)
    yield "after"


for inner in (Iterator, NoThrow):
    for args in [(1,), (ValueError, "a", 1), (ValueError(1), 2), ("text",), (None,), (int,), ("stop",), ("go",), (KeyError,),
                 (KeyError, "k"), (GeneratorExit,), (OSError(1, "x"),)]:
        g = generator(inner())
        next(g)
        try:
            print("gave", g.throw(*args))
        except BaseException as e:
            print(type(e).__name__, e)
        g.close()
