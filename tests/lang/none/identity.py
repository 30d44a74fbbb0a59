def nothing():
    pass


print(nothing() is None, None == None, None != 0, None is not False, repr(None), type(None).__name__, bool(None), [None] * 2)
try:
    None + 1
except TypeError as error:
    print(error)
try:
    None.x
except AttributeError as error:
    print(error)
try:
    None()
except TypeError as error:
    print(error)
print(hash(None) == hash(None), NotImplemented, ..., type(...).__name__, type(NotImplemented).__name__)
