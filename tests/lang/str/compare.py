words = ["b", "a", "B", "", "aa", "é", "z", "日", "🐍", "\uffff"]
print(sorted(words), min(words), max(words), "a" < "b" <= "b" < "ba", "a" == "a", "Z" < "a", "abc" < "abd", "a" * 3 == "aaa")
for op in (lambda: "a" < 1, lambda: 1 < "a", lambda: "a" + 1, lambda: 1 + "a", lambda: "a" * "b", lambda: "a" - "b", lambda: "a" % 1 if 0 else "%d" % "x"):
    try:
        op()
    except TypeError as error:
        print(error)
print("a" == 1, "a" != 1)
