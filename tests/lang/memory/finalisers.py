import gc


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


a = Loud("a")
a = None
gc.collect()
b = [Loud("b")]
b.append(b)
del b
gc.collect()
print("end")
