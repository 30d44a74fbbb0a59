import gc


class Loud:
    names = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        Loud.names.append(self.name)


def single(n):
    a = Loud(n)
    a = None


def cycle(n):
    b = [Loud(n)]
    b.append(b)


for n in range(40):
    single(n)
gc.collect()
print(len(Loud.names) >= 36, len(set(Loud.names)) == len(Loud.names))  # A conservative collector may see a few.
Loud.names.clear()
for n in range(100, 140):
    cycle(n)
gc.collect()
print(len(Loud.names) >= 36, len(set(Loud.names)) == len(Loud.names))
kept = Loud("kept")
gc.collect()
print("kept" in Loud.names, kept.name)
Loud.names = ["end"]
print("end")
