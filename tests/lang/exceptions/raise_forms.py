class Custom(Exception):
    pass


for thing in (Custom, Custom(), Custom("message"), Custom("a", 1), ValueError, 5, "text", None, object):
    try:
        raise thing
    except Exception as error:
        print(type(error).__name__, error, error.args)
try:
    raise
except RuntimeError as error:
    print(error)
try:
    try:
        1 // 0
    except ZeroDivisionError:
        raise
except ZeroDivisionError as error:
    print("re-raised", error)
