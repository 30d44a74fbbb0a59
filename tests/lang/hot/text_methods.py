"""Methods of strings in loops, with arguments of several types, and subclasses midway."""


class Loud(str):
    def upper(self):
        return "LOUD"

    def strip(self, chars=None):
        return "no"


def work(lines):
    out = []
    for line in lines:
        line = line.strip()
        if line.startswith("#") or not line:
            continue
        if line.startswith(("a", "b")) and line.find("=") > 0:
            key, _, value = line.partition("=")
            out.append(key.upper() + ":" + value.lower().replace("x", "y"))
        elif line.endswith("!", 1):
            out.append(line[:-1].title())
        else:
            out.extend(line.split(","))
            out.append(",".join(line.split()))
    return out


lines = ["a=1X", "# no", "", "  b = Two ", "hey you!", "1,2,3", "c d e", "!"] * 60
result = work(lines)
print(len(result), result[:9])
result = work(lines + ["aé=ÜX", "日本!", " ,é,", Loud("a=2"), Loud("b")] * 40)
print(len(result), result[-9:])


def search(text, needle):
    at = count = 0
    while True:
        at = text.find(needle, at)
        if at < 0:
            break
        count += 1
        at += 1
    return count, text.count(needle), text.rfind(needle)


print(search("abracadabra" * 90, "abra"))
print(search("abracadabra" * 90 + "é" * 10, "a"))
print(search("é日é" * 200, "é"))

total = 0
for i in range(500):
    parts = ("%d-%d" % (i, i * 2)).split("-")
    total += int(parts[0]) + int(parts[1], 10)
    if parts[0].zfill(5).rjust(8, "*").center(12).isspace():
        total += 1
    if i % 50 == 49:
        try:
            int("x" + parts[0])
        except ValueError as e:
            total += len(str(e))
print(total)


def joins(n, sep):
    words = []
    for i in range(n):
        words.append(chr(97 + i % 26) * (i % 5))
        if i % 7 == 6:
            words = [sep.join(words)]
    return words


print(len(joins(400, "-")[0]), joins(400, "é")[0][-20:])
for i in range(300):
    try:
        "".join(["a", "b", 3 if i == 299 else "c"])
    except TypeError as e:
        print(e)


def slices(text):
    n = 0
    for i in range(len(text)):
        a, b, c, d = text[i:], text[:i], text[i : i + 3], text[-2:i]
        n += len(a) * 3 + len(b) + len(c) * 5 + len(d) * 7
        if a + b == text:
            n += 1
        if c == "abc":
            n += 100
    return n


print(slices("abcab" * 60), slices("aébc" * 50), slices(""))
print(sum(len(b"abcdef"[i : i + 2]) + b"abcdef"[i % 6] for i in range(300)))
