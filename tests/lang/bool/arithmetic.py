print(True + True, True * 5, -True, ~True if False else "skip", True / 2, True // 2, True << 3, True & 1, True | False, True ^ True, type(True & True), type(True & 1))
print(True == 1, True is True, isinstance(True, int), str(True), repr(False), int(True), "%d" % True, f"{True} {True:d} {True:>6}")
