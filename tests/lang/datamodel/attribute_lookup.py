"""Data descriptors, the instance, other descriptors, __getattr__, in this order."""
class Data:
    def __get__(self, o, t): return "data"
    def __set__(self, o, v): print("set", v)
class NonData:
    def __get__(self, o, t): return "nondata" if o is not None else "on class"
class Both:
    data, nondata, plain = Data(), NonData(), "class"
    def __getattr__(self, name): return f"getattr {name}"
b = Both()
b.__dict__.update(data=1, nondata=2, plain=3, own=4)
print(b.data, b.nondata, b.plain, b.own, b.missing)
b.data = 5
print(b.__dict__["data"], Both.nondata, Both.data)
del b.nondata, b.plain
print(b.nondata, b.plain)
class Deletes:
    def __get__(self, o, t): return "get"
    def __delete__(self, o): print("deleted")
class D:
    x = Deletes()
d = D()
del d.x
try:
    d.x = 1
except AttributeError as e:
    print(e)
class G:
    def __getattribute__(self, name):
        if name == "a": return "always"
        raise AttributeError("no " + name)
    def __getattr__(self, name): return "fallback " + name
print(G().a, G().b)
class E:
    @property
    def p(self): raise AttributeError("inside")
    def __getattr__(self, name): return "hidden " + name
print(E().p)
class Set:
    def __setattr__(self, name, value): print("setattr", name, value); object.__setattr__(self, name, value)
    def __delattr__(self, name): print("delattr", name); super().__delattr__(name)
s = Set()
s.x = 1
del s.x
try:
    del s.x
except AttributeError as e:
    print(e)
