s = set("hello")
print(len(s), sorted(s))
s.add("z")
s.discard("q")
s.discard("h")
s.remove("e")
s.update("xy", ["w"])
print(sorted(s))
s.difference_update("xy")
s.intersection_update("lozw")
s.symmetric_difference_update("la")
print(sorted(s))
one = {42}
print(one.pop(), one)
for f in (lambda: set().pop(), lambda: {1}.remove(2), lambda: {[]}, lambda: set(5)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
s.clear()
print(s)
