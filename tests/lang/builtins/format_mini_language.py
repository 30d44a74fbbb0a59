"""The format mini-language over all built-in types, with its errors."""
for value, specs in [(42, ["", "d", "5", "<5", "^5", "=+5", "05", "x", "#X", "#b", "o", "c", ",", "_", "_x", "e", ".2f", "%", "n", "+", " ", "*^9", "010,"]),
                     (-42, ["05", "=5", "#x", "+", "<+6", ",", ".1e"]), (3.14159, ["", ".2", ".2f", "10.3f", "e", "G", "%", ",.1f", "+.0f", "#.0f", "z.1f", "08.2f", "_.3f", "n"]),
                     (1e100, ["", "f", ".3g", ",.0f"]), (float("nan"), ["5", "05", "f", "%", "+"]), (-0.0001, [".2f", "z.2f", ".1%"]), (1234567.891, [",", "_", ",.2f", "15,.1f", ".,f"]),
                     ("text", ["", "10", ">10", "^10", ".2", "*<8.3", "s"]), (True, ["", "d", "5", "s"]), (1 + 2j, ["", ".1f", "10.2f", "+"]), (None, ["", "5"]), ([1], ["", "5"]), (b"a", ["", "s"])]:
    for spec in specs:
        try:
            print(f"{spec!r}:{format(value, spec)!r}", end=" ")
        except (ValueError, TypeError) as e:
            print(f"{spec!r}|{e}|", end=" ")
    print()
for value, spec in [(1, "s"), (1, ".2d"), (1.5, "d"), (1.5, "c"), ("a", "d"), ("a", "+"), ("a", ","), ("a", "=5"), (1, ",_"), (1, "xx"), (300000000, "c"), (1, "5.5.5"), (1, "{"), (10**30, "c"), (1, "99999999999999999999")]:
    try:
        print(format(value, spec))
    except (ValueError, TypeError, OverflowError) as e:
        print(type(e).__name__, e)
print("{0} {1[k]} {2.real} {0!r:>5} {{}} {3[0]}".format("a", {"k": 1}, 2, [9]), "{:{}}|{:{w}.{p}}".format("x", 4, 2.5, w=6, p=2), "{a}{a}".format_map({"a": 1}))
for template, args in [("{", ()), ("}", ()), ("{}", ()), ("{0} {}", (1, 2)), ("{} {0}", (1, 2)), ("{a}", ()), ("{!x}", (1,)), ("{0.x}", (1,)), ("{0[a]}", ([1],)), ("{0[5]}", ([1],)), ("{:{:{}}}", (1, 2, 3)), ("{0!}", (1,)), ("{a.b[", ())]:
    try:
        print(template.format(*args))
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as e:
        print(template, "|", type(e).__name__, e)
