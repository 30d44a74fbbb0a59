"""f-strings: nesting, quotes, specs, conversions, debugging text."""
x, width, name = 3.14159, 10, "w"
print(f"{x:{width}.{2}f}|{x!r:>{width}}|{x=}|{x = :.2f}|{x=!s}|{ x + 1 = }")
print(f"{'nested ' + f"{'deep ' + f'{x:.1f}'}"}", f'{"a" 'b'}', f"{{}} {{{x:.0f}}}")
print(f"{(lambda n: n * 2)(4)}", f"{ {'k': 1}['k'] }", f"{[i for i in range(3)]}", f"{x if x > 3 else 0:.3}")
print(f"{'a\nb'!r}", f"{'\u00e9'!a}", f"{"\n".join(['1', '2'])!r}", rf"\n{x:.1f}\t", f"\x41{x:.0f}")
print(f"""{
    x  # a comment
    :.2f}""", f"{x:{'>'}{width}}", f"{'*':*^{3}}", f"{10:#x}{255:_b}{1234567:,}")
print(f"{name!s:>3}" f"{name!r}" 'plain' f"", F"{1}", fr"{2}\d", Rf"{3}\s")
print(f"{(y := 5)} {y}", f"{x:%}", f"{1,2}", f"{*[1, 2], 3}", f"{not 0}", f"{yield_}" if (yield_ := 1) else "")
class Spec:
    def __format__(self, spec):
        return f"<{spec}>"
    def __repr__(self):
        return "Spec!"
print(f"{Spec()}|{Spec():abc}|{Spec():{name}-{width}}|{Spec()!r:>8}|{Spec():{{}}}".replace("", ""))
