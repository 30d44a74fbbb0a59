def context():
    try:
        try:
            1 // 0
        except ZeroDivisionError:
            {}["k"]
    except KeyError as error:
        return error


def cause():
    try:
        try:
            1 // 0
        except ZeroDivisionError as inner:
            raise ValueError("outer") from inner
    except ValueError as error:
        return error


def none():
    try:
        try:
            1 // 0
        except ZeroDivisionError:
            raise ValueError("hidden") from None
    except ValueError as error:
        return error


for f in (context, cause, none):
    e = f()
    print(repr(e), repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    raise ValueError from 5
except TypeError as error:
    print(error)
try:
    raise ValueError from KeyError
except ValueError as error:
    print(repr(error.__cause__))
