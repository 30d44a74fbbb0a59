def describe(x):
    match x:
        case 0:
            return "zero"
        case int() | float() if x < 0:
            return "negative"
        case 1 | 2 | 3:
            return "small"
        case str(s):
            return f"text {s}"
        case [a]:
            return f"one {a}"
        case [a, b, *rest]:
            return f"seq {a} {b} {rest}"
        case {"kind": k, **others}:
            return f"map {k} {others}"
        case None | True:
            return "singleton"
        case _:
            return "other"


for x in (0, -5, -1.5, 2, "hi", [1], (1, 2), [1, 2, 3, 4], {"kind": "x", "y": 1}, {}, None, True, 99, b"", [], False):
    print(repr(x), describe(x))
