for spec in ("", "s", "5", "<5", ">5", "^5", "*^9", ".2", "6.2", "é>4", "05"):
    print(repr(format("abc", spec)), repr(format("日本", spec)))
for spec in ("d", "+", "=5", ",", "#"):
    try:
        print(format("abc", spec))
    except ValueError as error:
        print(error)
