x, name, pi = 42, "Ada", 3.14159
print(f"{x} {name!r} {pi:.2f} {x:>6}|{x:<6}|{x:^6}|{x:#x} {name.upper()} {x + 1} {{}} {'nested'} {name[0]}")
print(f"{x=} {pi = :.3f} {name=!s} {x * 2 = }", f"{'a' if x else 'b'}", f"{(lambda y: y + 1)(2)}", f"{ {'k': 1}['k'] }")
width, precision = 10, 3
print(f"{pi:{width}.{precision}}|{name:>{width}}|{name!r:*^{width}}|")
print(f"{f'{f"{x}"}'}", f"{x!r:^{width}}", rf"\n{x}", f"a" "b" f"{x}", f"""{
    x
}""")
