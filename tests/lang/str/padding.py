print(["a".center(5), "ab".center(5, "*"), "abc".center(2), "a".ljust(4, "."), "a".rjust(4, "."), "42".zfill(5), "-42".zfill(5), "+1".zfill(4), "abc".zfill(2), "é".center(4, "-")])
print("a\tb\tccc\td".expandtabs(), "a\tb".expandtabs(4), "\t".expandtabs(3) + "|", "ab\ncd\te".expandtabs(4))
