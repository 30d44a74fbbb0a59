for call in (
    lambda: len(), lambda: len(1, 2), lambda: len(5), lambda: [].append(), lambda: [].append(1, 2), lambda: "a".join(), lambda: {}.get(),
    lambda: ord("a", "b"), lambda: isinstance(1), lambda: isinstance(1, 1), lambda: abs("a"), lambda: int("1", "2"), lambda: sorted(), lambda: sorted([1], bad=1),
    lambda: "a".upper(1), lambda: print(bad=1), lambda: len(x=1), lambda: iter(5), lambda: next(5), lambda: max(1, 2, bad=3), lambda: "a".split(bad=1), lambda: range(1, 2, 3, 4), lambda: dict.get(5), lambda: str.upper(5), lambda: hash([]), lambda: reversed(5), lambda: enumerate(), lambda: zip(1), lambda: map(len),
):
    try:
        print(call())
    except TypeError as error:
        print(error)
