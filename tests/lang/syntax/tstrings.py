"""t-strings: templates with their strings and interpolations."""
from string.templatelib import Interpolation, Template
name, n = "world", 3
t = t"hello {name!r:>10} and {n + 1 = :{n}d}{name}"
print(type(t).__name__, t.strings, t.values)
for part in t:
    if isinstance(part, Interpolation):
        print("  ", part.value, part.expression, part.conversion, part.format_spec)
    else:
        print("  ", repr(part))
print(t"", t"".strings, len(list(t"{n}{n}")), t"{n}{n}".strings)
print((t"a{n}" + t"b{name}").strings, t"a" t"b{n}" t"c")
try:
    t"a" + "b"
except TypeError as e:
    print(e)
print(rt"\n{n}".strings, Template("x", Interpolation(1, "one"), "y"))
match t"{n}":
    case Template(interpolations=(Interpolation(value=v),)):
        print("matched", v)
print(Interpolation(1).expression, Interpolation(2, "e", "r", "s"))
