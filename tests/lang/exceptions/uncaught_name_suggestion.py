value_of_things = 1


class Thing:
    colour = "red"


def f():
    try:
        Thing().color
    except AttributeError as error:
        print(error)
    return value_of_thing


f()
