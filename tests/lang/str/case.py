for s in ("Hello World", "ÀÉÎ", "straße", "ǅ", "i̇", "ΑΣ", "ﬁn", "they're BILL's", ""):
    print(s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold())
