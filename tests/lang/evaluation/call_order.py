"""The parts of a call in the order in which they are written, keywords and stars included."""
def say(value):
    print(value, end=" ")
    return value

def f(*args, **kwargs):
    print("->", args, sorted(kwargs.items()))

f(say(1), *say([2, 3]), k=say(5), *say((6,)), **say({"m": 7}))
f(*say("ab"), *say("cd"), x=say(1), **say({"y": 2}), z=say(3))
try:
    f(say(1), **say({"a": 1}), **say({"a": 2}), b=say("never"))
except TypeError as e:
    print("->", e)
try:
    f(*say(3), say("never"))
except TypeError as e:
    print("->", e)
