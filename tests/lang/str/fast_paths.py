# Indexing, slicing, comparing, joining and appending: where plain strings, lists and tuples are handled specially.
import sys


class Text(str):
    def __eq__(self, other):
        return "eq"

    def __ne__(self, other):
        return "ne"

    def __lt__(self, other):
        return "lt"

    __hash__ = str.__hash__

    def __getitem__(self, key):
        return ("item", key)

    def __contains__(self, item):
        return item == "magic"

    def __add__(self, other):
        return "added"

    def __radd__(self, other):
        return "radded"


t = Text("abc")
print("abc" == t, t == "abc", t != "abc", "abc" < t, t < "abc")
print(t[0], t[1:2], t[:], "a" in t, "magic" in t)
print(t + "x", "x" + t)
if "abc" == t:
    print("truthy")

for s in ["hello", "h\u00e9llo", "\u4e16\u754c!", "\ud83d\ude00", "", "a", "\u00e9", "\U0001f600x"]:
    n = len(s)
    print(ascii([s[i] for i in range(-n, n)]))
    for bounds in [(None, None), (0, 1), (1, None), (None, -1), (-2, None), (2, 1), (-100, 100), (5, 50), (n, n)]:
        print(ascii(s[bounds[0]:bounds[1]]), end=" ")
    print()
    try:
        s[n]
    except IndexError as e:
        print(e)
    try:
        s[-n - 1]
    except IndexError as e:
        print(e)

for sequence in ([1, 2, 3], (1, 2, 3), "123"):
    print(sequence[1:], sequence[:-1], sequence[5:], sequence[-9:2], sequence[2:1])
    print(sequence[True:], sequence[: 10**30], sequence[-(10**30):])
    print(sequence[:] == sequence, sequence[:] is sequence)
    try:
        sequence[1.0:]
    except TypeError as e:
        print(e)
    try:
        sequence["1":]
    except TypeError as e:
        print(e)


class Index:
    def __index__(self):
        return 1


print([1, 2, 3][Index():], (1, 2, 3)[:Index()], "abc"[Index():], "abc"[Index()])

a, b, none = "x", "\u00fc", ""
print("xyz"[0] is a, "\u00fc!"[0] is b, none is "abc"[3:], "".join([]) is none, "abc"[1:1] is none)
pairs = ["", "a", "b", "aa", "ab", "\u00e9", "z", "\ud800", "\uffff", "\U0001f600", "a" * 70, "a" * 69 + "b"]
for x in pairs:
    print("".join("<" if x < y else "=" if x == y else ">" for y in pairs), end=" ")
    print("".join("%d%d%d" % (x <= y, x != y, x >= y) for y in pairs))
fresh = ["".join(["k", "ey"]), "key", "ke" + "y"[:]]
print(fresh[0] == fresh[1] == fresh[2], fresh[0] != fresh[1], {fresh[0]: 1}[fresh[2]])

s = ""
copies = []
for i in range(200):
    s += chr(97 + i % 26)
    copies.append(s)
one = copies[99] + "!"
two = copies[99] + "?"
print(len(s), one[-1], two[-1], s[100], copies[150] == s[:151], hash(copies[120]) == hash(s[:121]))
s += "\u00e9"
s += "\ud83d"
s += "\ude00"
print(len(s), s.isascii(), ascii(s[-4:]), len(s.encode("utf-8", "surrogatepass")))

print(ascii("-".join(["a", "\u00e9", "", "\ud800"])), "\u00e9".join("abc"), "".join(["one"]), ",".join(("x", Text("y"))))
for bad in (["a", 1], ["a", None, 2], (b"x",), 5):
    try:
        print("-".join(bad))
    except TypeError as e:
        print(e)
v = "v"
print(f"{v}{v!r}{1}{2.5}{'é'}", f"{''}{''}" == "", f"{v:>3}|{v:<3}|")


def characters(text):
    out = []
    for c in text:
        out.append(c)
    return out


print(characters("ab"), characters("a\u00e9b"), characters(Text("xy")), characters(""))
it = iter("abc")
print(next(it), list(it), list(it), next(it, "end"))
it = iter("abcd")
for c in it:
    print(c, it.__length_hint__(), next(it))
