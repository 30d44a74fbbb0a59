try:
    raise ValueError("v")
except ValueError as e:
    print(e)
try:
    print(e)
except NameError as error:
    print(error)


def f():
    e = "before"
    try:
        raise KeyError("k")
    except KeyError as e:
        pass
    try:
        return e
    except UnboundLocalError as error:
        return str(error)


print(f())
