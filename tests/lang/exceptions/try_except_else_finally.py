def run(action):
    try:
        print("try")
        result = action()
    except ZeroDivisionError as error:
        print("zero", error)
        result = "z"
    except (KeyError, IndexError) as error:
        print("lookup", type(error).__name__, error)
        result = "l"
    else:
        print("else")
    finally:
        print("finally")
    return result


print(run(lambda: 1), run(lambda: 1 // 0), run(lambda: {}["k"]), run(lambda: [][0]))
try:
    run(lambda: int("x"))
except ValueError as error:
    print("outer", error)
