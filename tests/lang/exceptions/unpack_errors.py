for f in (
    lambda: [a for a, b in [(1,)]], lambda: [a for a, b in [(1, 2, 3)]], lambda: [a for a, b in [5]], lambda: [0 for a, *b, c in [(1,)]],
):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
try:
    a, b = {1: 2}
except ValueError as error:
    print(error)
try:
    a, b, c = "ab"
except ValueError as error:
    print(error)
try:
    (a, b), c = 5, 6
except TypeError as error:
    print(error)
