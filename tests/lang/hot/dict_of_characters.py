# Constant dicts whose keys are characters, looked up in hot loops, and changed midway.
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "a": 1}
VALUES = {"a": 1, "b": 2, "c": [3], "é": 4, "xy": 5}


def escape(text):
    out = []
    for c in text:
        if c in ESCAPES:
            out.append(str(ESCAPES[c]))
        elif c not in VALUES:
            out.append("?")
        else:
            out.append(c)
    return "".join(out)


def total(text):
    n = 0
    for c in text:
        v = VALUES[c]
        if v.__class__ is int:
            n += v
        else:
            n += len(v)
    return n


text = 'b"c\\d\nea' * 60
for turn in range(60):
    s = escape(text)
    if turn == 20:
        ESCAPES["b"] = "B"
    if turn == 30:
        del ESCAPES["b"], ESCAPES["a"]
    if turn == 40:
        ESCAPES['"'] = "quote"
    if turn == 50:
        VALUES["d"] = 6
    if turn % 10 == 9:
        print(s[:40], len(s))
for turn in range(60):
    n = total("abcb" * 50)
    if turn == 15:
        VALUES["a"] = 100
    if turn == 25:
        VALUES["c"] = "four"
    if turn == 35:
        VALUES["b"] += 1000
    if turn == 45:
        VALUES.clear()
        VALUES.update(a=7, b=8, c=9)
    if turn % 10 == 9:
        print(n)
try:
    for turn in range(40):
        total("ab" * 100 + ("z" if turn == 39 else ""))
except KeyError as e:
    print("KeyError", e)


def count(text):
    for c in text:
        COUNTS[c] = COUNTS[c] + 1 if c in COUNTS else 1


COUNTS = {}
for turn in range(80):
    count("hello world, " * 10 + chr(48 + turn))
print(sorted(COUNTS.items())[:30])
