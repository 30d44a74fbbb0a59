class Lazy:
    def __init__(self):
        self.real = 1

    def __getattr__(self, name):
        if name.startswith("auto_"):
            return name[5:]
        raise AttributeError(f"no {name}")


class Watch:
    def __getattribute__(self, name):
        if name == "magic":
            return "spell"
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        print("set", name, value)
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        print("del", name)
        super().__delattr__(name)


l = Lazy()
print(l.real, l.auto_x, hasattr(l, "nope"), getattr(l, "nope", "default"))
try:
    l.nope
except AttributeError as error:
    print(error)
w = Watch()
w.a = 1
print(w.magic, w.a, w.__dict__)
del w.a
try:
    w.a
except AttributeError as error:
    print(error)
