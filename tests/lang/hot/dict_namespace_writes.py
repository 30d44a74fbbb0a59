# Locals of a module written through globals() while the module's loop runs.
x = 1
total = 0
for i in range(3000):
    total += x
    if i == 1000:
        globals()["x"] = 5
    if i == 2000:
        exec("x = 'abc'")
        x = len(x)
print(total, x)


class C:
    pass


o = C()
o.v = 1
d = o.__dict__
for i in range(3000):
    total += o.v
    if i % 1000 == 500:
        d["v"] = i
    if i == 2600:
        o.__dict__ = {"v": -1}
print(total)
