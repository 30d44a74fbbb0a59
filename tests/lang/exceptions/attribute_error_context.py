# An AttributeError that says nothing about what was missing is told when it leaves the access; tracebacks then suggest.
class Named:
    def __init__(self):
        self.colour = 1

    @property
    def broken(self):
        return self.colourful

    def __getattr__(self, name):
        raise AttributeError(name)


class Meta(type):
    def __getattr__(cls, name):
        raise AttributeError("meta " + name)


class WithMeta(metaclass=Meta):
    pass


class Always:
    def __getattribute__(self, name):
        raise AttributeError


class Passing:
    def __init__(self):
        self.inner = Named()

    def __getattr__(self, name):
        return getattr(self.inner, name)


def show(f):
    try:
        print(f())
    except AttributeError as e:
        print(repr(e), e.name, type(e.obj).__name__)


show(lambda: Named().color)
show(lambda: Named().broken)
show(lambda: getattr(Named(), "colours"))
show(lambda: Named().method())
show(lambda: hasattr(Named(), "nothing"))
show(lambda: getattr(Named(), "nothing", 5))
show(lambda: WithMeta.missing)
show(lambda: Always().anything)
show(lambda: Passing().color)


def loop():
    seen = []
    thing = Named()
    for n in range(3000):
        try:
            thing.color
        except AttributeError as e:
            seen.append((e.name, e.obj is thing))
    return len(seen), set(seen)


print(loop())
own = AttributeError("mine", name="other", obj=3)


class Tells:
    def __getattr__(self, name):
        raise own


show(lambda: Tells().x)
print(own.obj)
Passing().color
