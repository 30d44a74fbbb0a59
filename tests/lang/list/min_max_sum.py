print(min([3, 1, 2]), max("b", "a"), min([], default=7), max([1, -5, 3], key=abs), min((2, "b"), (1, "z")), sum([]), sum([1, 2], 10), sum([[1], [2]], []), any([0, "", 3]), all([]), all([1, 0]))
for f in (lambda: min([]), lambda: max(), lambda: sum(["a"]), lambda: sum(["a"], ""), lambda: min(1), lambda: max([1, "a"])):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
