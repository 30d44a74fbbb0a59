# Slices, joins, formats and conversions of text in hot loops, with bounds and lengths of all kinds.
def slices(s, bounds):
    out = []
    for a, b in bounds:
        out.append(s[a:b])
        out.append(s[a:])
        out.append(s[:b])
    return out


bounds = [(a, b) for a in range(-12, 13) for b in range(-12, 13)]
for s in ["", "a", "hello world", "naïve café", "日本語テキスト", "x" * 70, "é" * 40]:
    for _ in range(3):
        pieces = slices(s, bounds)
    print(len(pieces), hash("".join(pieces)) == hash("".join(slices(s, bounds))), "|".join(pieces[:60]))
print(slices("hello", [(10**30, 5), (0, 10**30), (-(10**30), 3)]))


def formats(numbers):
    out = []
    for n in numbers:
        out.append(f"{n:5}|{n:05}|{n:d}|{n:3d}|{n:x}|{n:04x}|{n:012d}|{n:99d}|{n}")
    return out


numbers = [0, 7, -7, 10, -10, 99, 12345, -12345, 2**40, -(2**61), 2**62, 2**70, True]
for _ in range(300):
    texts = formats(numbers)
for t in texts:
    print(t)


def ints(texts):
    total = 0
    for t in texts:
        total += int(t)
    return total


for _ in range(400):
    total = ints(["1", "-2", "+3", "0012", " 4 ", "5_000", "123456789012345678", "1234567890123456789", "٣"])
print(total)
for bad in ["", "-", "x", "1x", "--1", "1.5", "é", "1__0"]:
    try:
        for _ in range(50):
            ints(["1", "2", bad])
    except ValueError as e:
        print(e)


def joined(items, sep):
    n = 0
    for _ in range(1200):
        n += len(sep.join(items))
    return n


print(joined(["a", "b", "c"], ""), joined(["é", "", "xyz" * 20], ", "), joined([], "x"), joined(["one"], "sep"))
for bad in [[1], ["a", 2], [1.5], ["a", None], [True]]:
    try:
        joined(bad, "-")
    except TypeError as e:
        print(e)


def parts(words):
    out = []
    for w in words:
        out.extend(w.split(","))
        out.append(w.upper() + w.lower() + w.strip("a,"))
        out.append("".join(w.partition(",")))
        out.append(w.replace("a", "") + str(w.startswith("a,")) + str(w.endswith(",é")))
    return out


for _ in range(300):
    out = parts(["a,b,c", "", ",", "ABC", "é,É", "a" * 17 + ",é", "ß,"])
print(out)
print([x is y for x, y in zip("a,b".split(","), "ab")], f"{5:d}" is f"{5:d}")
