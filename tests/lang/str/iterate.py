for c in "añ日":
    print(c, end=" ")
print(list("abc"), tuple("ab"), set("aab") == {"a", "b"}, dict(enumerate("xy")), list(zip("ab", "cd")), list(reversed("abc")), sorted("banana"), max("hello"), [*"hi"], "b" in iter("abc"))
