import sys
print()
print(1, "a", None, [1, "x"], sep="-", end="!\n")
print("a", "b", sep="")
print("no newline", end="")
print()
print(*range(3), sep=", ")
print("err", file=sys.stderr)
print("flushed", flush=True)
sys.stdout.write("written\n")
for kwargs in ({"sep": 1}, {"end": 5}):
    try:
        print("x", **kwargs)
    except TypeError as error:
        print(error)
print("sep is none", 1, sep=None, end=None)
