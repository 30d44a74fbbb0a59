value = "package value"


def get():
    return value
