def check(x):
    assert x > 0, f"bad {x}"
    return x


print(check(1))
try:
    check(-1)
except AssertionError as error:
    print("AssertionError", error, error.args)
try:
    assert False
except AssertionError as error:
    print(repr(error))
try:
    assert [] or (), (1, 2)
except AssertionError as error:
    print(repr(error))
