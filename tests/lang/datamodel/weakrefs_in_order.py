# In which order an object's weak references are listed, and which one `__weakref__` is.
import weakref


class Thing:
    pass


class Own(weakref.ref):
    pass


def f(r):
    pass


thing = Thing()
names, kept = {}, []
for name, make in [
    ("own", Own), ("callback", lambda o: weakref.ref(o, f)), ("plain", weakref.ref), ("own again", Own), ("proxy", weakref.proxy),
    ("proxy callback", lambda o: weakref.proxy(o, f)), ("callback again", lambda o: weakref.ref(o, f)), ("own callback", lambda o: Own(o, f)),
]:
    r = make(thing)
    names[id(r)] = name
    kept.append(r)
    print([names[id(x)] for x in weakref.getweakrefs(thing)], names[id(thing.__weakref__)])
print(weakref.ref(thing) is kept[2], weakref.proxy(thing) is kept[4])
