for s in ("plain", "it's", 'say "hi"', "both ' and \"", "\n\t\r\\", "\x00\x7f\x1b", "é\u00ad\u2028", "\ud800", "\U0001f40d", "\U000e0001", ""):
    print(repr(s), ascii(s), len(s))
