VALUES = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def roman(n):
    out = ""
    for value, text in VALUES:
        while n >= value:
            out += text
            n -= value
    return out


def number(text):
    table = {t: v for v, t in VALUES if len(t) == 1}
    total = 0
    for c, following in zip(text, text[1:] + " "):
        v = table[c]
        total += -v if table.get(following, 0) > v else v
    return total


SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def words(n):
    if n < 20:
        return SMALL[n]
    if n < 100:
        return TENS[n // 10] + ("-" + SMALL[n % 10] if n % 10 else "")
    if n < 1000:
        return SMALL[n // 100] + " hundred" + (" and " + words(n % 100) if n % 100 else "")
    for power, name in ((10 ** 9, "billion"), (10 ** 6, "million"), (1000, "thousand")):
        if n >= power:
            rest = n % power
            return words(n // power) + " " + name + (" " + words(rest) if rest else "")


print(all(number(roman(n)) == n for n in range(1, 2500)), roman(1994), roman(3888), max(range(1, 2000), key=lambda n: len(roman(n))))
print(words(0), words(342), words(1000001), words(2 ** 31), sum(len(words(n).replace(" ", "").replace("-", "")) for n in range(1, 1001)))
