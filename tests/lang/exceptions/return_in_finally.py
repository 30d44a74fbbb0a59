def a():
    try:
        return "try"
    finally:
        print("a finally")


def c():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("body", i)
        finally:
            print("finally", i)
    return "c"


def d(n):
    try:
        try:
            if n:
                raise ValueError("inner")
            return "value"
        finally:
            print("inner finally")
    except ValueError:
        return "handled"
    finally:
        print("outer finally")


print(a(), c(), d(0), d(1))


def e():
    x = 1
    try:
        return x
    finally:
        x = 2


print(e())
