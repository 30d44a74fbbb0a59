for text in ("1", " 1.5 ", "-2e3", "1_0.5", "inf", "-Infinity", "nan", ".5", "5.", "1e-400", "1e400", "+3"):
    print(text, float(text))
for text in ("", "1e", "a", "1..2", "1__0", "0x1p3", "- 1"):
    try:
        float(text)
    except ValueError as error:
        print(error)
