for text in ("0", "-12", "+7", " 42 ", "1_000", "\t9\n", "123456789012345678901234567890"):
    print(int(text))
for text, base in (("ff", 16), ("0xff", 16), ("0b101", 2), ("0o17", 8), ("z", 36), ("0x1F", 0), ("0b11", 0), ("10", 0), ("-7f", 16)):
    print(text, base, int(text, base))
for text, base in (("", 10), ("1__0", 10), ("_1", 10), ("1_", 10), ("12a", 10), ("2", 2), ("0x", 16), ("1", 37), ("1", 1), ("010", 0), (" - 1", 10)):
    try:
        print(int(text, base))
    except ValueError as error:
        print(error)
