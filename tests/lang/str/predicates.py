for s in ("abc", "ABC", "Abc Def", "123", "12a", " \t\n", "", "½", "²", "٣", "a_b", "1a", "é", "\n", "class", "ab cd", "\u00a0"):
    print(repr(s), s.isalpha(), s.isdigit(), s.isdecimal(), s.isnumeric(), s.isalnum(), s.isspace(), s.isupper(), s.islower(), s.istitle(), s.isidentifier(), s.isprintable(), s.isascii())
