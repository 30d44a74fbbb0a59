"""The value first, then the targets from left to right, each with its own parts in order."""
def say(name, value=None):
    print(name, end=" ")
    return value

class Log:
    def __setitem__(self, key, value):
        print(f"[{key}]={value}", end=" ")
    def __setattr__(self, name, value):
        print(f".{name}={value}", end=" ")

log = Log()
say("object", log)[say("key", 1)] = say("value", 2)
print()
say("a", log).x = say("b", log)[say("c", "k")] = say("v", 3)
print()
say("first", log)[say("k1", 1)], say("second", log)[say("k2", 2)] = say("v1", 10), say("v2", 20)
print()
x = 0
x, y = 1, x
print(x, y)
i = 0
data = [5, 6, 7]
i, data[i] = 2, "changed"
print(i, data)
a = b = c = []
a.append(1)
print(b is c, c)
