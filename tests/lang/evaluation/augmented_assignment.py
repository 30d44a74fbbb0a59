"""An augmented assignment evaluates its target once, reads it, then the value, then writes."""
def say(name, value):
    print(name, end=" ")
    return value

class Box:
    def __init__(self):
        self.items = {"k": 1}
    def __getitem__(self, key):
        print("get", end=" ")
        return self.items[key]
    def __setitem__(self, key, value):
        print("set", value)
        self.items[key] = value

box = Box()
say("box", box)[say("key", "k")] += say("value", 10)

class Adds:
    def __iadd__(self, other):
        return NotImplemented
    def __add__(self, other):
        return ("add", other)
a = Adds()
a += 1
print(a)

class Never:
    def __iadd__(self, other):
        return None
n = Never()
n += 1
print(n)
t = ([1],)
try:
    t[0] += [2]
except TypeError as e:
    print(e, t)
def f():
    local += 1
try:
    f()
except UnboundLocalError as e:
    print(e)
