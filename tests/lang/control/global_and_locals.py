count = 0


def bump():
    global count, fresh
    count += 1
    fresh = "made"


bump()
bump()
print(count, fresh)


def locals_of(a, b=2):
    c = a + b
    return sorted(locals().items())


print(locals_of(1), "count" in globals(), globals()["count"])
def late():
    return not_yet
try:
    late()
except NameError as error:
    print(error)
not_yet = "now"
print(late())
