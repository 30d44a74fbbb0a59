s = "abracadabra"
print(s.find("abra"), s.find("abra", 1), s.rfind("abra"), s.find("x"), s.index("c"), s.count("a"), s.count("ab", 1), s.count(""), s.find(""), s.find("", 20), s.rfind(""), s.find("a", -3), s.count("a", 2, 8))
print(s.startswith("abra"), s.startswith(("x", "ab")), s.endswith("bra"), s.startswith("bra", 1), s.endswith("c", 0, 5), "cad" in s, "" in s, s.startswith(""))
try:
    s.index("z")
except ValueError as error:
    print(error)
