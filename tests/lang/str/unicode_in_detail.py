"""Case, digits, identifiers, surrogates, combining characters and other corners of Unicode."""
for s in ("ß", "ŉ", "ǰ", "İ", "ı", "ſ", "ﬁ", "ΌΣΟΣ", "Σ", "aΣ", "aΣb", "Ǆ", "ǅ", "ⅷ", "ａ", "\u0345", "ᾳ", "𐐀", "Ა", "ა"):
    print(ascii(s), ascii(s.upper()), ascii(s.lower()), ascii(s.title()), ascii(s.casefold()), ascii(s.swapcase()), ascii(s.capitalize()))
for c in "5²٣½Ⅷ五߁a_ \u200b\u00a0\u2028\x1f":
    print(ascii(c), c.isdigit(), c.isdecimal(), c.isnumeric(), c.isalpha(), c.isalnum(), c.isspace(), c.isprintable(), c.isidentifier())
print(int("٣٤"), float("１.５"), "\u0661".isdigit(), "a\u0301" == "á", len("a\u0301"), "é".encode(), "日本語".encode("utf-16-le"))
print("a\u2028b\x0bc\x1cd\r\ne\x85f".splitlines(), "a\u3000b\u2003c".split(), "\u00a0x\u00a0".strip() == "x")
print("\ud800".isprintable(), ascii("\ud83d" + "\ude00"), len("\ud83d" + "\ude00"), "\ud83d" + "\ude00" == "😀", hash("\ud800") == hash("\ud800"))
for action in (lambda: "\ud800".encode(), lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: b"\xc3".decode(), lambda: "\ud800" + 1,
               lambda: chr(0x110000), lambda: ord("ab"), lambda: ord("")):
    try:
        print(action())
    except (UnicodeError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
print("\ud800".encode("utf-8", "surrogatepass"), "é\ud800".encode("ascii", "backslashreplace"), b"a\xffb".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"))
ª, ﬁx, 𝐱 = 1, 2, 3
print(a, fix, x, sorted(k for k in globals() if len(k) < 4 and not k.startswith("_")))
print("straße".upper().lower(), "I".lower(), "\u1e9e".lower(), "ÀÉ".center(6, "·"), "😀a".find("a"), "😀😀a"[1:], "a😀b"[::-1])
