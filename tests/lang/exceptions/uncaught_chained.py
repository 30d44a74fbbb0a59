def load(key):
    try:
        return {"a": 1}[key]
    except KeyError as error:
        raise RuntimeError("cannot load") from error


def during():
    try:
        load("zz")
    except RuntimeError:
        [][5]


during()
