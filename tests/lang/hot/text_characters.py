"""Characters of strings: indexing, comparing, testing, ord and chr; ASCII first, then other text, then subclasses."""


class Text(str):
    def __getitem__(self, i):
        return "<" + str.__getitem__(self, i) + ">"

    def __len__(self):
        return 3

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def scan(text):
    digits = letters = spaces = marks = others = 0
    last = ""
    doubles = 0
    for i in range(len(text)):
        ch = text[i]
        if ch.isdigit():
            digits += 1
        elif ch.isalpha() or ch == "_":
            letters += 1
        elif ch in " \t\n":
            spaces += 1
        elif ch == "+" or ch == "-" or ch in ("*", "/"):
            marks += 1
        else:
            others += 1
        if ch == last:
            doubles += 1
        last = ch
    return digits, letters, spaces, marks, others, doubles


plain = "ab 12 + cc_d\t- 77 * x / (yy) \n" * 40
print(scan(plain))
print(scan(plain + "é日本 \U0001f600\U0001f600٣" * 30))
print(scan(Text("abc")), scan(Text("a1 ")))


def codes(text):
    total = 0
    for ch in text:
        n = ord(ch)
        total = (total * 31 + n) % 1000003
        if chr(n) != ch:
            print("wrong", n)
        if n < 100 and chr(n + 1) > ch:
            total += 1
    return total


print(codes(plain), codes(plain + "\xe9\u65e5" * 50), codes("\U0001f600" * 300))


def backwards(text):
    out = []
    i = -1
    try:
        while True:
            out.append(text[i])
            i -= 1
    except IndexError as e:
        out.append(str(e))
    return len(out), out[0], out[-2], out[-1]


for t in (plain, plain * 3, "x" * 500, "é" * 500, "ab" * 400 + "é"):
    print(backwards(t))


def order(words):
    less = equal = greater = 0
    for a in words:
        for b in words:
            if a < b:
                less += 1
            elif a == b:
                equal += 1
            elif a >= b:
                greater += 1
            if a != b and a <= b:
                less += 1
    return less, equal, greater


words = ["a", "b", "ab", "", "abc", "b" * 3, "".join(["a", "b"]), "z", "a" + str(1)]
print(order(words * 4))
print(order(words * 2 + ["é", "\ud800", "日本", "a\0", "a"]))


def tests(text):
    counts = [0] * 9
    for ch in text:
        counts[0] += ch.isdigit()
        counts[1] += ch.isalpha()
        counts[2] += ch.isalnum()
        counts[3] += ch.isspace()
        counts[4] += ch.isupper()
        counts[5] += ch.islower()
        counts[6] += ch.isidentifier()
        counts[7] += ch.isprintable()
        counts[8] += ch.isascii()
    return counts


everything = "".join(map(chr, range(128)))
print(tests(everything * 6))
print(tests(everything * 2 + "é٣²ǅ\u2028\xa0" * 40))


def each(text):
    found = {}
    for k in range(len(text)):
        c = text[k]
        if c.isdigit():
            found[c] = found.get(c, 0) + 1
        if c.isspace() and c not in found:
            found[c] = -k
    return sorted(found.items())


print(each(everything * 5))

try:
    for i in range(400):
        ord("ab" if i == 399 else "a")
except TypeError as e:
    print(e)
try:
    for i in range(127, 1114113, 3001):
        chr(i * 1000)
except ValueError as e:
    print(e)
try:
    for i in range(400):
        "abc" < ("x" if i < 398 else 5)
except TypeError as e:
    print(e)
