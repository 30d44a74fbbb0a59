import string

print(string.ascii_letters, string.digits, string.hexdigits, string.punctuation, repr(string.whitespace), string.capwords("hello big  world"))
t = string.Template("$name is ${age} years, $$5")
print(t.substitute(name="Ann", age=5), t.safe_substitute(name="Bob"))
try:
    t.substitute(name="x")
except KeyError as error:
    print("KeyError", error)
f = string.Formatter()
print(f.format("{0} {x:>4}", 1, x=2), list(f.parse("a{b!r:c}d")))
