class Base:
    x = 1

    def f(self):
        return "old"


class Derived(Base):
    pass


d = Derived()
print(d.x, d.f())
Base.x = 2
Base.f = lambda self: "new"
print(d.x, d.f())
Derived.x = 3
Derived.f = lambda self: "derived"
print(d.x, d.f(), Base().x)
del Derived.x
del Derived.f
print(d.x, d.f())
Base.y = "added"
print(d.y)
del Base.y
print(hasattr(d, "y"))


class Other:
    def f(self):
        return "other"


d.__class__ = Other
print(d.f(), type(d).__name__)
Derived.__bases__ = (Other,)
print(Derived().f(), Derived.__mro__[1].__name__)
