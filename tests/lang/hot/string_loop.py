s = ""
for i in range(4000):
    s += chr(65 + i % 26)
print(len(s), s[-5:], s.count("A"))
vowels = 0
for c in s:
    if c in "AEIOU":
        vowels += 1
for i in range(len(s)):
    if s[i] == "Z" or s[i] < "B":
        vowels += 10
print(vowels)
words = []
for i in range(2000):
    words.append(f"w{i % 50}:{i:>4}|{i / 3:.2f}" + "%03d" % i)
print(len("".join(words)), words[1999])
t = "naïve café 日本"
n = 0
for i in range(3000):
    c = t[i % len(t)]
    n += ord(c) + len(c.upper())
    if i == 2000:
        t = "plain"
print(n)
