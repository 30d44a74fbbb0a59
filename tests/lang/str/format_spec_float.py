for spec in ("", "f", ".0f", ".3f", "10.2f", "+.1e", "g", ".3g", "G", "%", ".1%", ",.2f", "_.2f", "010.3f", "n", ".10", "#.0f", "z.1f", "e"):
    print(spec.ljust(8), [format(x, spec) for x in (0.0, 1.5, -2.25, 1234567.891, 1e-7, -0.04)])
print(format(float("nan"), "f"), format(float("inf"), "F"), format(-float("inf"), "+10.1f"), format(1e100, ".3g"))
