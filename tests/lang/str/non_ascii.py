s = "naïve café – 日本語 🐍!"
print(s, len(s), s[0], s[2], s[-2], s[14:17], s[::-1], s.upper(), [hex(ord(c)) for c in s[-3:]])
print(s.index("日"), s.find("🐍"), s.encode("utf-8"), "é" in s, s.replace("é", "e"), s.split(" "))
for i, c in enumerate("aé日🐍"):
    print(i, c, ord(c), len(c.encode()))
