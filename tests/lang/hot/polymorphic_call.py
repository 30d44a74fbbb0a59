class A:
    def f(self, x): return x + 1


class B:
    def f(self, x): return x * 2


class C(A):
    def f(self, x): return super().f(x) - 3


class D:
    def __init__(self):
        self.f = lambda x: -x


class E:
    def __getattr__(self, name):
        return lambda x: len(name) + x


things = [A(), B(), C(), D(), E()]
total = 0
for i in range(5000):
    total = total * 3 % 100003 + things[(i * i) % 5].f(i)
print(total)
for i in range(3000):
    total += things[0].f(i) if i < 1500 else things[1].f(i)
print(total)
