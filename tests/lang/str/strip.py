s = "  xx hello xx\t\n"
print([s.strip(), s.lstrip(), s.rstrip(), s.strip(" x\n\t"), "xyxhixy".strip("xy"), "abc".strip(""), "".strip(), "\u2003hi\u3000".strip()])
print("prefix_name".removeprefix("prefix_"), "name.py".removesuffix(".py"), "abc".removeprefix("x"), "aaa".removesuffix("a"))
