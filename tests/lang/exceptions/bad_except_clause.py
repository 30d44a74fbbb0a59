def f(kind):
    try:
        raise ValueError("v")
    except kind:
        return "caught"


print(f(ValueError), f((KeyError, ValueError)), f(Exception))
for kind in (5, "x", (ValueError, 5), (KeyError, "x"), int):
    try:
        print(f(kind))
    except TypeError as error:
        print(error)
try:
    f(())
except ValueError as error:
    print("not caught", error)
