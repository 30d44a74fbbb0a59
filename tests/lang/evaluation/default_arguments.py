"""Defaults, annotations and decorators are evaluated when the function is defined, in this order."""
def say(value):
    print(value, end=" ")
    return value

def decorator(name):
    print("decorator", name, end=" ")
    def apply(f):
        print("apply", name, end=" ")
        return f
    return apply

@decorator("one")
@decorator("two")
def f(a, b=say("b"), *, c=say("c"), d=say("d")) -> print("never"):
    return b, c, d
print(f(0))

def collect(item, into=[]):
    into.append(item)
    return into
print(collect(1), collect(2), collect(3, []), collect(4))
functions = [lambda n=n: n for n in range(3)] + [lambda: n for n in range(3)]
print([g() for g in functions])
f.__defaults__ = ("new",)
f.__kwdefaults__ = {"c": 1}
print(f(0, d=2))
try:
    f(0)
except TypeError as e:
    print(e)
