# object.__setattr__ and object.__init__ called by name, as frozen classes do.
from dataclasses import dataclass, FrozenInstanceError


@dataclass(frozen=True)
class F:
    a: int
    b: int = 2


t = 0
for n in range(4000):
    f = F(n)
    t += f.a + f.b
    if n % 1000 == 0:
        try:
            f.a = 3
        except FrozenInstanceError as e:
            print(e)
print(t, f, hash(f) == hash(F(3999)))


class Guarded:
    def __init__(self, x):
        super().__init__()
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "n", 0)

    def __setattr__(self, name, value):
        if name == "bad":
            raise AttributeError("bad")
        object.__setattr__(self, name, value)
        object.__setattr__(self, "n", self.n + 1)


g = Guarded(1)
for n in range(4000):
    g.x = n
    setattr(g, "y%d" % (n % 3), n)
    if n == 3000:
        g.__dict__["z"] = 1
print(g.x, g.n, sorted(g.__dict__.items()))
for n in range(2000):
    try:
        g.bad = 1
    except AttributeError as e:
        m = str(e)
print(m)


class Slotted:
    __slots__ = ("p", "q")

    def __init__(self, p):
        object.__setattr__(self, "p", p)


total = 0
for n in range(3000):
    s = Slotted(n)
    total += s.p
    if n > 2990:
        try:
            object.__setattr__(s, "r", 1)
        except AttributeError as e:
            m = str(e)
print(total, m)
for n in range(1500):
    try:
        object.__init__(s, 1)
    except TypeError as e:
        m = str(e)
print(m)
