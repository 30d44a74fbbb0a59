import re

print(re.match(r"(\w+) (\d+)", "abc 123 x").groups(), re.search(r"b+", "aabbbcc").span(), re.findall(r"\d+", "1 22 333"), re.sub(r"(a)(b)", r"\2\1", "abab"), re.split(r"[,;]\s*", "a, b;c"), re.fullmatch(r"\d+", "12a"))
m = re.match(r"(?P<year>\d{4})-(?P<month>\d\d)", "2024-05-06")
print(m.group("year"), m.groupdict(), m.end(), m["month"], m)
print([x.group() for x in re.finditer(r"[a-z]+?\d", "ab1c2")], re.sub(r"\d", lambda m: str(int(m.group()) * 2), "a1b2"), re.compile("x", re.I).match("X") is not None, re.escape("a.b"))
try:
    re.compile("(")
except re.error as error:
    print(error)
