class A:
    def f(self):
        return 1


class B:
    def f(self):
        return 100


objects = [A() for _ in range(10)]
total = 0
for i in range(4000):
    o = objects[i % 10]
    total += o.f()
    if i == 2000:
        o.__class__ = B
    if i == 3000:
        for p in objects:
            p.__class__ = B
print(total)
