# Objects whose __dict__ somebody has asked for: their attributes stand in a dict, which the class may be before or behind.
class Data:
    def __get__(self, obj, owner):
        return "data"

    def __set__(self, obj, v):
        pass


class Plain:
    def __get__(self, obj, owner):
        return "plain"


class Base:
    value = "class"
    data = Data()
    plain = Plain()

    def __init__(self, n):
        self.n = n

    def m(self):
        return ("m", self.n)

    @property
    def p(self):
        return ("p", self.n)


class Hooked(Base):
    def __getattr__(self, name):
        return "hook " + name


def look(o):
    out = [o.n, o.m(), o.value, o.data, o.plain, o.p]
    for name in ("missing", "extra"):
        try:
            out.append(getattr(o, name))
        except AttributeError as e:
            out.append(str(e))
    try:
        out.append(o.extra)
        out.append(o.extra())
    except (AttributeError, TypeError) as e:
        out.append(str(e))
    return out


for cls in (Base, Hooked):
    o = cls(1)
    d = o.__dict__
    print(look(o))
    d.update(value="own", data="own", plain="own", p="own", m=lambda: "own m", extra=lambda: "extra")
    print(look(o)[:6], o.extra())
    del d["m"], d["extra"]
    print(look(o)[:3])
    for i in range(3000):
        d["n"] = i
        if o.n != i or o.m() != ("m", i):
            print("wrong", i)
        if i == 2000:
            cls.m = lambda self: ("m", self.n)
        if i == 2500:
            d["m"] = lambda: ("m", i)
    print(o.n, o.m(), sorted(d))
    d[5] = "not a name"
    print(o.n, len(vars(o)))
    o.__dict__ = {"n": "new"}
    print(o.n, o.value, o.m(), d["n"])
