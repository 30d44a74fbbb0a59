class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, value, tb is not None)
        return self.swallow


with Manager("a") as a:
    print("body", a)
with Manager("b"), Manager("c") as c:
    print("body", c)
with (
    Manager("d") as d,
    Manager("e", True) as e,
):
    raise ValueError("swallowed by e")
try:
    with Manager("f"):
        raise KeyError("passes")
except KeyError as error:
    print("outside", error)
with Manager("g", True):
    with Manager("h"):
        1 // 0
print("end")
