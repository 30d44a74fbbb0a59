text = "9" * 4301
for f in (lambda: int(text), lambda: str(10 ** 5000)):
    try:
        f()
    except ValueError as error:
        print(error)
print(len(str(10 ** 4299)), int("9" * 4300) % 7)
