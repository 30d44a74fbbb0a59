# Loops that look names up while the namespaces get keys which only claim to be equal to them.
import warnings

warnings.simplefilter("ignore")


class Key:
    def __init__(self, name):
        self.name, self.equal = name, False

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        return self.equal


class Base:
    value = 1

    def method(self):
        return 10


key = Key("value")
Odd = type("Odd", (Base,), {key: 100})


def loop(objects, n=3000):
    total = 0
    for i in range(n):
        x = objects[i % len(objects)]
        total += x.value
        total += x.method()
    return total


class Plain(Base):
    pass


print(loop([Plain()]), loop([Odd()]), loop([Plain(), Odd()]))


class Changing(Base):
    pass


x = Changing()
print(loop([x]))
Changing.__bases__ = (Odd,)
key.equal = True
print(loop([x]), loop([Changing()]))


# An object's dict gets such a key in the middle of a loop.
def own(x, n=3000):
    total = 0
    for i in range(n):
        if i == n // 2:
            k = Key("value")
            k.equal = True
            x.__dict__[k] = 1000
        total += x.value
    return total


y = Plain()
y.__dict__
print(own(y), own(Plain()))

# So do the globals of a loop that uses a builtin.
source = """
def f(n=3000):
    total = 0
    for i in range(n):
        if i == n // 2:
            globals()[key] = lambda x: 1000
        total += len((i,))
    return total
"""
k = Key("len")
k.equal = True
space = {"key": k}
exec(source, space)
print(space["f"]())
