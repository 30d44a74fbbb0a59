# Assignment expressions and the variables of comprehensions' loops.
for source in [
    "[i for i in range(5) if (j := 0) for j in range(5)]",
    "{i for i in range(5) if (j := 0) for j, k in [(1, 2)]}",
    "{i: 0 for i in range(5) if (j := 0) for j in range(5)}",
    "[i for i in (lambda: (j := 0))()]",
    "[i := 0 for i in range(5)]",
    "[[(i := 0) for j in range(5)] for i in range(5)]",
    "[x for x in [y := 1]]",
    "[(lambda: (z := x))() for x in range(3)]",
]:
    try:
        print(eval(source))
    except SyntaxError as e:
        print(e.msg, e.offset, e.end_offset)
for call in ["None(*1)", "None(**1)", "(5)(*2)", "print(*3)", "[].append(**4)"]:
    try:
        eval(call)
    except TypeError as e:
        print(e)
