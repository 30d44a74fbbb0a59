for spec in ("", "d", "5", "<5", ">5", "^6", "=+6", "05", "+", " ", "x", "X", "#x", "#06x", "b", "#010b", "o", ",", "_", "_x", "c", "e", ".2f", "%", "n", "*>10,"):
    print(spec.ljust(7), [format(n, spec) for n in (65, 7, 1234567 if spec != "c" else 97)], format(-42, spec) if spec != "c" else "")
for spec in (".2", "s", "z", ",x", "5.", "_c", "=^"):
    try:
        print(spec, format(42, spec))
    except ValueError as error:
        print(error)
