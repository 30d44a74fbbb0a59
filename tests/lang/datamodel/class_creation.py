"""The steps of a class statement."""
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, [b.__name__ for b in bases], kw)
        return {"prepared": True}
    def __new__(mcs, name, bases, ns, **kw):
        print("new", name, sorted(k for k in ns if not k.startswith("__")))
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)
    def __call__(cls, *args):
        print("call", cls.__name__)
        return super().__call__(*args)
class Descr:
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name)
class Base(metaclass=Meta):
    def __init_subclass__(cls, **kw):
        print("init_subclass", cls.__name__, kw)
        super().__init_subclass__()
class Child(Base):
    d = Descr()
    print("body")
    def method(self): return __class__
print(Child().method() is Child, Child.prepared, type(Child).__name__)
class Entry:
    def __mro_entries__(self, bases):
        print("entries", len(bases))
        return (Base,)
class Generic(Entry()): pass
print(Generic.__bases__[0].__name__, type(Generic.__orig_bases__[0]).__name__)
Dynamic = Meta("Dynamic", (Base,), {"x": Descr()})
for make in (lambda: type("X", (int, str), {}), lambda: type("X", (Child, Base, Child), {}), lambda: type("X", (bool,), {}),
             lambda: type("X", (object, Base), {}), lambda: type("X", (5,), {}), lambda: type("X", (), {}, key=1)):
    try:
        make()
    except TypeError as e:
        print(str(e).splitlines()[0])
