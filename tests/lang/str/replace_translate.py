print("aaaa".replace("a", "b", 2), "abc".replace("", "-"), "aXbX".replace("X", ""), "x".replace("x", "xx"), "banana".replace("an", "AN"))
table = str.maketrans("abc", "xyz", "d")
print("abcde".translate(table), "hello".translate({ord("l"): "L", ord("e"): None, ord("o"): 48}))
print(str.maketrans({"a": "1", 98: "2"}))
