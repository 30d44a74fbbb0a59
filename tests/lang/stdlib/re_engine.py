# Patterns and subjects of many kinds, in all combinations: what matches, where, with which groups.
import re

PATTERNS = [
    r"a*", r"a+?b", r"(a|ab)(c|bcd)(d*)", r"(?:(a)|b)*", r"((a)|(b))*c?", r"(?:a|b)*?c", r"(a+)+b", r"(?:a?){3}b",
    r"^\w+$", r"\bab\b", r"\Ba", r"(?m)^.", r"(?m).$", r"\Aab|ba\Z", r".*c", r".*?c", r"(?s).+", r"[^b\n]+", r"[ab]{2,3}",
    r"(?=ab)a", r"(?!ab)a", r"(?<=a)b", r"(?<!a)b", r"(?<=(a))b", r"(?>a+)b", r"(?>a|ab)c", r"a*+b", r"(?:ab?)*+b", r"[a-c]++c",
    r"(\w)\1", r"(a)?(?(1)b|c)", r"(?i)AB", r"(?i)[A-B]+", r"(?i)(a)\1", r"(?i)ſ|k", r"é+", r"[à-ü]", r"\W", r"(?a)\w+",
    r"\d+", r"\s+", r"(?:)", r"x|", r"(|a)+", r"(?:a|(?:b|c)+)+?$", r"(?P<n>a)(?P=n)", r"😀?b", r"[^\w\s]", r"foo|bar|foobar",
    r"(?:a{0,2}b)*", r"(a*)*", r"(a*)+", r"(?:(b)|a){2}?", r"\S*\s", r"[\s\S]b", r"[^\x00-\x7f]+", r"(?i)[^a]", r"(?i)K",
]
SUBJECTS = ["", "a", "ab", "abc", "aab", "abab\nba", "bbaac", "éàüab", "Kſsk", "a😀b", "AbaBB", "12 3\n", "foobar ab", "aaaa", "x\x80\xff"]


def show(m):
    return m and (m.span(), m.groups(), m.lastindex, m.regs)


for pattern in PATTERNS:
    p = re.compile(pattern)
    print(ascii(pattern), p.groups)
    for s in SUBJECTS:
        print(" ", ascii(s), show(p.match(s)), show(p.search(s)), show(p.fullmatch(s)), show(p.search(s, 1, 3)), end=" ")
        print(ascii(p.findall(s)), ascii(p.split(s)), ascii(p.sub(r"<\g<0>>", s)), [m.span() for m in p.finditer(s, 1)])

for pattern in [rb"[\xe0-\xff]+", rb"(?i)\xe9|b", rb"(?L)\w+", rb"(?Li)[^b]", rb"(?Li)A(b)\1", rb"[^\xe9]", rb".\xe9"]:
    p = re.compile(pattern)
    for s in [b"", b"a\xe9b", b"AbB\n\xc9", bytearray(b"\xe9\xe9x"), memoryview(b"abba")]:
        print(pattern, bytes(s), show(p.search(s)), p.findall(s), p.sub(b"-", s), [m.group() for m in p.finditer(s)])

# Positions beyond the end, scanners, what callbacks give.
print(re.compile("a*").match("aaa", 5), re.compile("$").match("ab", 2, 1), re.compile("").match("ab", 2, 1), re.compile("").search("ab", 2, 1))
s = re.compile(r"\w|(?=,)").scanner("a,b", 1)
print([show(s.search()) for _ in range(4)], s.pattern)
s = re.compile(r"\w").scanner("ab,c")
print([show(s.match()) for _ in range(4)], type(re.finditer("a", "a")).__name__)
print(re.sub("b", lambda m: m.group() * 2, "abéb"), re.subn("x", "y", "ab"), re.sub("é", lambda m: None, "aéa"))
for bad in (lambda: re.sub("a", lambda m: 1, "ba"), lambda: re.sub(b"a", lambda m: "x", b"a"), lambda: re.search("a", b"a"), lambda: re.search(b"a", "a")):
    try:
        print(bad())
    except TypeError as e:
        print("TypeError:", e)
# Deep subjects, and long ones.
print(re.match("(?:a|b)*", "ab" * 50000).end(), re.match("(?:(?:ab)|c)*?$", "ab" * 20000).end(), re.search("x+y", "x" * 1000 + "y").span())
print(re.search("needle", "hay" * 10000 + "needle").start(), len(re.findall("[^,]+", "ab,é," * 1000)), re.search("(?m)^b", "a\n" * 100 + "b").start())
n = 0
text = "word 12 " * 3000
token = re.compile(r"(\w+)|(\s+)")
at = 0
while m := token.match(text, at):
    at = m.end()
    n += m.lastindex
print(n, at == len(text))
