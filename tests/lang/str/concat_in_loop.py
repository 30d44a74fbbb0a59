s = ""
t = s
for i in range(300):
    s += chr(97 + i % 26)
    if i == 100:
        t = s
    if i % 50 == 0:
        s += "é"
print(len(s), len(t), t[-5:], s[-10:], s.count("é"), t.count("é"))
a = b = "x"
a += "y"
b += "z"
print(a, b)
