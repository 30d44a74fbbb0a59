# split, subgroup, derive; except* with all kinds of bodies.
class Mine(ExceptionGroup):
    def __new__(cls, message, excs, extra=0):
        self = super().__new__(cls, message, excs)
        self.extra = extra
        return self

    def derive(self, excs):
        return Mine(self.message, excs, self.extra)


def shape(e):
    if isinstance(e, BaseExceptionGroup):
        return (type(e).__name__, e.message, [shape(x) for x in e.exceptions])
    return repr(e)


tree = ExceptionGroup("root", [
    ValueError(1),
    ExceptionGroup("left", [TypeError(2), ValueError(3)]),
    Mine("right", [OSError(4), ExceptionGroup("deep", [KeyError(5), ValueError(6)])], 7),
])
tree.add_note("n")
for matcher in (ValueError, (TypeError, KeyError), Exception, LookupError, lambda e: isinstance(e, OSError),
                lambda e: isinstance(e, ExceptionGroup) and e.message == "left", BaseException, RuntimeError):
    match, rest = tree.split(matcher)
    print(shape(match), shape(rest))
    print(shape(tree.subgroup(matcher)))
match, rest = tree.split(OSError)
print(match.exceptions[0].extra, match.__notes__, match.__notes__ is tree.__notes__, match.__suppress_context__)
for bad in (int, 5, (ValueError, 1), None, "x"):
    for method in (tree.split, tree.subgroup):
        try:
            method(bad)
        except TypeError as e:
            print(e)


def run(exc, how):
    log = []
    try:
        try:
            raise exc
        except* ValueError as e:
            log.append(("V", shape(e)))
            if how == "raise":
                raise
            if how == "new":
                raise IndexError("new")
            if how == "from":
                raise IndexError("new") from e
            if how == "same":
                raise e
        except* (TypeError, KeyError) as e:
            log.append(("TK", shape(e)))
            if how in ("raise", "new"):
                raise RuntimeError("second")
        else:
            log.append("else")
        finally:
            log.append("finally")
    except BaseException as e:
        log.append(("out", shape(e), repr(e.__context__)[:30], repr(e.__cause__)[:30]))
    print(how, log)


for how in ("pass", "raise", "new", "from", "same"):
    run(tree, how)
    run(ValueError("naked"), how)
    run(KeyError("naked"), how)
    run(ExceptionGroup("only", [ValueError(8)]), how)
    run(ExceptionGroup("none", [OSError(9)]), how)
    run(BaseExceptionGroup("base", [KeyboardInterrupt(1), TypeError(2)]), how)


def values():
    for n in range(3):
        try:
            raise ExceptionGroup("loop", [ValueError(n), TypeError(n)])
        except* ValueError as e:
            yield e.exceptions[0].args[0]
        except* TypeError:
            yield "t"


print(list(values()))
try:
    try:
        raise ValueError
    except* ExceptionGroup:
        pass
except TypeError as e:
    print(e)
try:
    try:
        raise ValueError
    except* 5:
        pass
except BaseException as e:
    print(repr(e))


class Bad(ExceptionGroup):
    def split(self, matcher):
        return {"tuple": (1,), "other": 5}[self.message]


for what in ("tuple", "other"):
    try:
        try:
            raise Bad(what, [OSError(1)])
        except* ValueError:
            pass
    except TypeError as e:
        print(e)
