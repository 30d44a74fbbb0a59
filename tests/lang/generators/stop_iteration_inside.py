def bad():
    yield 1
    raise StopIteration("inside")


try:
    list(bad())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def bad_next():
    yield next(iter([]))


try:
    list(bad_next())
except RuntimeError as error:
    print(error)
